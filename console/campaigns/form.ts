import { type Html, html } from '../../cli/page/html';
import { GATEWAY_TYPES } from '../../shared/api/send-params';
import { csrfField } from '../act';
import { checkbox, choice, field } from '../fields';
import { icon } from '../icons';
import { COMMON } from '../text/common';
import { PLAN } from '../text/plan';
import { textOf, type Visit } from '../visit';
import type { PlanFields } from './plan-fields';

/** What `--encoding` takes; by itself where nothing is chosen. */
const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5'];

const EXAMPLE =
  're_openid,total_amount\noUpF8uMuAJO_M2pxb1Q9zNjWeS6o,1.88\noUpF8uN95-Ptaags6E_roPHg7AG0,8.88';

type FieldName = keyof (typeof PLAN)['en']['fields'];

const NUMBERS: ReadonlySet<FieldName> = new Set(['total-amount', 'total-num', 'budget', 'max-per-recipient']);

function group(visit: Visit, entered: PlanFields, names: readonly FieldName[]): Html {
  const { fields, hints } = textOf(visit, PLAN);
  const inputs = names.map((name) =>
    field({
      ...{ name, label: fields[name], hint: hints[name], value: entered[name] ?? '' },
      ...{ isRequired: name === 'campaign', isNumber: NUMBERS.has(name) },
    }),
  );
  return html`<div class="fields">${inputs}</div>`;
}

/** The input fills its frame, so that a file can be dropped on all of it, without a script. */
function dropZone(visit: Visit): Html {
  const text = textOf(visit, PLAN);
  return html`<div class="field drop"><label for="file">${icon('upload')}${text.file}</label><input id="file" name="file" type="file" required accept=".csv,.txt,.tsv,.xlsx" aria-describedby="file-hint"><small id="file-hint">${text.fileHint}</small></div>`;
}

function more(visit: Visit, entered: PlanFields): Html {
  const text = textOf(visit, PLAN);
  const label = (name: FieldName): string => text.fields[name];
  const kind = choice({ name: 'type', label: label('type'), value: entered.type }, [
    ...([
      ['', text.automatic],
      ['normal', text.normal],
      ['fission', text.fission],
    ] as const),
  ]);
  const gateways = GATEWAY_TYPES.map((type) => [type, type] as const);
  const gateway = choice({ name: 'gateway', label: label('gateway'), value: entered.gateway }, [
    ['', text.automatic],
    ...gateways,
  ]);
  const isOpen = ['type', 'total-num', 'gateway', 'scene-id', 'risk-info'].some((name) => name in entered);
  return html`<details${isOpen && html` open`}><summary>${text.more}</summary><div class="stacked"><div class="fields">${kind}${gateway}</div>${group(visit, entered, ['total-num', 'scene-id', 'risk-info'])}</div></details>`;
}

function reading(visit: Visit, entered: PlanFields): Html {
  const text = textOf(visit, PLAN);
  const isOpen = ['ignore', 'encoding', 'sheet'].some((name) => name in entered);
  const given = { name: 'encoding', label: text.fields.encoding, value: entered.encoding };
  const encoding = choice(given, [['', text.automatic], ...ENCODINGS.map((name) => [name, name] as const)]);
  return html`<details${isOpen && html` open`}><summary>${text.reading}</summary><div class="stacked">${group(visit, entered, ['ignore', 'sheet'])}<div class="fields">${encoding}</div></div></details>`;
}

/** A file and what it leaves out. */
export function planForm(visit: Visit, entered: PlanFields): Html {
  const text = textOf(visit, PLAN);
  const common = textOf(visit, COMMON);
  return html`<div class="packet"><form class="card stacked" method="post" action="/campaigns/new_plan" enctype="multipart/form-data" autocomplete="off">${csrfField(visit)}
${dropZone(visit)}${group(visit, entered, ['campaign', 'official-account'])}
<fieldset class="stacked"><legend>${text.defaults}</legend><p class="soft small">${text.defaultsHint}</p>${group(visit, entered, ['send-name', 'act-name', 'wishing', 'remark', 'total-amount'])}${more(visit, entered)}</fieldset>
<fieldset class="stacked"><legend>${text.limits}</legend>${group(visit, entered, ['budget', 'max-per-recipient'])}${checkbox('require-approval', text.fields['require-approval'], 'require-approval' in entered)}</fieldset>
${reading(visit, entered)}
${!visit.console.allowsActions && html`<p class="soft">${icon('lock')} ${common.readOnlyAct}</p>`}
<p class="buttons"><button class="primary">${icon('check')}${text.check}</button><a class="button" href="/campaigns">${common.cancel}</a></p></form>
<section class="card confirm"><h2>${common.willDo}</h2><ul>${text.willDo.map((line) => html`<li>${line}</li>`)}</ul>
<section class="command"><h2>${text.example}</h2><pre tabindex="0"><code>${EXAMPLE}</code></pre></section></section></div>`;
}
