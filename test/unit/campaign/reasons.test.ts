import { EN } from '../../../cli/campaign/plan/reason/en';
import type { FileFault, Problem, ReasonWords } from '../../../cli/campaign/plan/reason/reason';
import { fileFaultText, reasonText } from '../../../cli/campaign/plan/reason/say';
import { ZH } from '../../../cli/campaign/plan/reason/zh';
import { planFaultZh } from '../../../cli/campaign/plan/reason/zh-plan';
import { faultSentence, ParamError } from '../../../shared/api/errors';
import { PAYMENT_PARAMS, parseSendParams } from '../../../shared/api/send-params';

/** Enough for the sentence of any kind; each takes those that it knows. */
const FIGURES = {
  ...{ shown: '#REF!', range: 'A2:A3', maxBytes: 257, cells: 33, header: 22, row: 71 },
  ...{ fen: 345, beforeFen: 234, limitFen: 456, file: 'list.csv', code: 'ENOENT', encoding: 'utf-8' },
  ...{ isGiven: true, known: ['utf-8', 'big5'], given: 'x', line: 44, overBytes: 16_384, sheet: 'Sheet9' },
  ...{ sheets: ['Sheet1', 'Sheet2'], rows: 60_000, maxRows: 50_000, maxMb: 258, column: 'wishing' },
  ...{ near: 'remark', columns: ['wishing', 'remark'], options: ['--wishing', '--remark'] },
  ...{ option: '--budget', identity: 'row_key', more: 35, problem: { kind: 'comma' } },
  faults: [{ param: '--wishing', isMissing: false, rule: { rule: 'bytes', max: 128, has: 129 } }],
};

/** Every sentence of a language by its kind. */
function sentences(words: ReasonWords, group: 'cells' | 'rows' | 'files'): [kind: string, text: string][] {
  const figures = { ...FIGURES, rows: group === 'files' ? FIGURES.rows : undefined };
  return Object.entries(words[group]).map(([kind, sentence]) => {
    const own = kind === 'changed-keys' ? { ...figures, rows: [41, 92] } : figures;
    return [kind, (sentence as (figures: unknown) => string)(own)];
  });
}

/** Words that stand in Chinese sentences as they are: names of columns, options, programs and formats. */
const NAMES =
  /--[a-z-]+|[a-z]+(_[a-z]+)+|\b(list\.csv|CSV|UTF-8|GB18030|utf-8|big5|Excel|xlsx?|TRUE|FALSE|ROUND|ENOENT|REF|Sheet\d|openid|appid|wishing|remark|sep|x|new-year-2027|type|normal|fission|PRODUCT_\d|A2:A3|MB|E)\b/g;

/** What a person who reads Chinese would stumble over. */
function flawsOf(text: string): string[] {
  const rest = text.replace(NAMES, '');
  return [
    ...(rest.match(/[A-Za-z]{2,}/g) ?? []),
    ...(rest.match(/\p{Script=Han}[,;:!?]|[,;:!?]\p{Script=Han}/gu) ?? []),
    ...(/。$/.test(text) ? [] : ['no full stop']),
  ];
}

test.each(['cells', 'rows', 'files'] as const)(
  'Chinese has a sentence for each of the English %s',
  (group) => {
    const [english, chinese] = [sentences(EN, group), sentences(ZH, group)];
    expect(chinese.map(([kind]) => kind).sort()).toEqual(english.map(([kind]) => kind).sort());
    expect(chinese.map(([kind, text]) => [kind, flawsOf(text)])).toEqual(chinese.map(([kind]) => [kind, []]));
  },
);

test('both languages show the same figures', () => {
  // One digit is of an example, of a rule such as "two decimals", or of a name.
  const figures = (text: string): string[] =>
    (text.match(/\d[\d.]*\d/g) ?? []).filter(
      (each) => !/^(12\.50|10+|1\.50|1\.23|19|15|2027|18030)$/.test(each),
    );
  for (const group of ['cells', 'rows', 'files'] as const) {
    const chinese = new Map(sentences(ZH, group));
    for (const [kind, text] of sentences(EN, group))
      expect([kind, figures(chinese.get(kind) ?? '').sort()]).toEqual([kind, figures(text).sort()]);
  }
  expect(figures(new Map(sentences(EN, 'rows')).get('over-limit') ?? '')).toEqual(['3.45', '2.34', '4.56']);
});

const GOOD = {
  ...{ type: 'normal', re_openid: 'oA', send_name: 'a', official_account_id: 'wx1', total_amount: 1 },
  ...{ total_num: 1, act_name: 'a', remark: 'a', wishing: 'a' },
};

/** Params that break a rule each, and what a Chinese sentence says of it. */
const BROKEN: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
  [{ wishing: '福'.repeat(43) }, 'wishing 必须有 1 到 128 个 UTF-8 字节（一个汉字为 3 个），现在有 129 个。'],
  [{ wishing: undefined }, 'wishing 没有填写，它必须有 1 到 128 个 UTF-8 字节（一个汉字为 3 个）。'],
  [{ wishing: 'a\rb' }, 'wishing 不能含有回车符'],
  [{ re_openid: 'o A' }, 're_openid 必须是收款人的 openid'],
  [{ official_account_id: 'wx-1' }, 'official_account_id 必须是公众号的 appid'],
  [{ total_amount: '1' }, 'total_amount 必须是以元为单位的数字。'],
  [{ total_amount: 1.005 }, 'total_amount 必须是大于 0 的金额（元），最多两位小数'],
  [{ total_amount: 0.5 }, 'total_amount 没有 scene_id 时必须在 1.00 到 200.00 元之间。'],
  [{ total_amount: 0.1, scene_id: 'PRODUCT_1' }, 'total_amount 有 scene_id 时必须在 0.30 到'],
  [{ type: 'fission', total_num: 3, total_amount: 1 }, 'total_amount 按每个红包平均，没有 scene_id 时必须在'],
  [{ total_num: 2 }, 'total_num 在 normal 类型的红包中必须是 1。'],
  [
    { type: 'fission', total_num: 2, total_amount: 9 },
    'total_num 在 fission 类型的红包中必须在 3 到 20 之间。',
  ],
  [{ total_num: 1.5 }, 'total_num 必须是整数。'],
  [{ type: 'other' }, 'type 必须是以下之一：normal、fission。'],
  [{ scene_id: 'PRODUCT_9' }, 'scene_id 必须是以下之一：PRODUCT_1、PRODUCT_2'],
  [{ idempotency_key: '\ud800' }, 'idempotency_key 不能含有不完整的字符。'],
];

function errorOf(params: Readonly<Record<string, unknown>>): ParamError {
  try {
    parseSendParams({ ...GOOD, ...params });
  } catch (error) {
    if (error instanceof ParamError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(params)} is accepted.`);
}

describe('a rule of sendRedPack that a row breaks', () => {
  test.each(BROKEN)('%j is said in Chinese, with its figures', (params, expected) => {
    const { faults, message } = errorOf(params);
    const reason: Problem[] = faults.map((fault) => ({ kind: 'param', ...fault }));
    const chinese = reasonText(reason, 'zh');
    expect(chinese).toContain(expected);
    expect(flawsOf(chinese)).toEqual([]);
    expect(reasonText(reason, 'en')).toBe(message);
  });

  test('is a value for every param: none is a sentence only', () => {
    const nothing = Object.fromEntries(PAYMENT_PARAMS.map((param) => [param, {}]));
    const { faults, message } = errorOf({ ...nothing, idempotency_key: '' });
    expect(faults.map(({ param }) => param).sort()).toEqual([...PAYMENT_PARAMS, 'idempotency_key'].sort());
    expect(faults.filter(({ rule }) => rule.rule === 'text')).toEqual([]);
    expect(faults.map(faultSentence).join(' ')).toBe(message);
  });

  test('holds nothing of what the row has', () => {
    const { faults } = errorOf({ re_openid: 'o SECRET', wishing: 'SECRET'.repeat(40) });
    expect(JSON.stringify(faults)).not.toContain('SECRET');
  });
});

test('several problems of a row are said one after the other', () => {
  const reason: Problem[] = [
    { kind: 'cell', column: 'row_key', problem: { kind: 'edge-space' } },
    { kind: 'cell', column: 'total_amount', problem: { kind: 'comma' } },
  ];
  expect(reasonText(reason, 'en')).toMatch(/^row_key has a space .*key\. total_amount has a comma/);
  expect(reasonText(reason, 'zh')).toMatch(/^row_key 开头或结尾有空格.*幂等键。total_amount 含有逗号/);
});

test('a file without rows, over its budget or over the limit of one recipient is said in Chinese', () => {
  const said = [
    planFaultZh({ kind: 'no-row' }),
    planFaultZh({ kind: 'over-budget', totalFen: 500, earlierFen: 100, budgetFen: 450 }),
    planFaultZh({ kind: 'over-recipient-limit', largestFen: 500, limitFen: 400 }),
  ];
  expect(said[1]).toBe(
    '计划共付 5.00 元（其中 1.00 元已由该活动原有的计划发送，对应的行不在这份计划中），超出预算 4.50 元的部分为 0.50 元：请删除一些行，或提高 --budget 后重新制定计划。',
  );
  expect(said.flatMap(flawsOf)).toEqual([]);
});

test('a fault of an option names the option in both languages', () => {
  const fault: FileFault = { kind: 'option-cell', option: '--total-amount', problem: { kind: 'negative' } };
  expect(fileFaultText(fault, 'en')).toBe(
    '--total-amount is negative: write the number of yuan that the recipient gets.',
  );
  expect(fileFaultText(fault, 'zh')).toBe('--total-amount 是负数：请填写收款人应得的金额（元）。');
});
