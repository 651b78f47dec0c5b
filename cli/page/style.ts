/**
 * No font, image or rule from elsewhere: the page opens from a disk without a network. The cards are four of what was paid
 * above three of what was not; the gradients are a shadow at the edge beyond which a plot or table goes on.
 */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--paper:#fff;--card:#f6f8fa;--more:#afb8c1;
--paid:#0969da;--received:#1a7f37;--returned:#b35900;--open:#6e7781;--retry:#bf8700;--refused:#cf222e;--rejected:#8250df}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--paper:#0d1117;--card:#151b23;--more:#57606a;
--paid:#4493f8;--received:#3fb950;--returned:#f0883e;--open:#9198a1;--retry:#d29922;--refused:#f85149;--rejected:#a371f7}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1rem;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}
p{margin:.25rem 0}.soft,figcaption,dt,.tick{color:var(--soft)}
dl{display:grid;grid-template-columns:repeat(2,1fr);gap:.5rem;margin:1rem 0}
@media (min-width:48rem){dl{grid-template-columns:repeat(4,1fr)}}
dl div{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.5rem .75rem}
dd{margin:0;font-variant-numeric:tabular-nums}.yuan{font-size:1.25rem;font-weight:600;overflow-wrap:anywhere}
figure{margin:1rem 0}
.scroll{overflow-x:auto;background:linear-gradient(to right,var(--paper) 50%,transparent) left/3rem 100% no-repeat local,
linear-gradient(to left,var(--paper) 50%,transparent) right/3rem 100% no-repeat local,
linear-gradient(to right,var(--more),transparent) left/1rem 100% no-repeat scroll,
linear-gradient(to left,var(--more),transparent) right/1rem 100% no-repeat scroll}
.scroll+.soft{margin-top:1.5rem}
.chart{display:block;width:100%;min-width:36rem;height:auto}.tick{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
.grid{stroke:var(--line)}.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;margin:.25rem 0;padding:0}
.key{width:.75em;height:.75em;margin-right:.4em}
.paid{fill:var(--paid)}.received{fill:var(--received)}.returned{fill:var(--returned)}
.open{fill:var(--open)}.retry{fill:var(--retry)}.refused{fill:var(--refused)}.rejected{fill:var(--rejected)}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
th{font-weight:600}thead th{color:var(--soft)}
.name{text-align:left}tbody th:first-child,tfoot th:first-child,thead th:first-child{position:sticky;left:0;background:var(--paper)}
tbody th{font-weight:400}tfoot th,tfoot td{font-weight:600}
td small{color:var(--soft);display:block}
@media print{body{max-width:none}.scroll{overflow:visible}}
`;
