import type { ParamFault } from '../../../../shared/api/errors';
import { type RuleSentences, ruleText } from '../../../../shared/api/rule';
import { yuan } from '../../../sum';
import { type ReasonWords, sentenceOf } from './reason';

const AS_TEXT = '请把单元格设为文本格式，再重新填写。';
const COLUMN_AS_TEXT = '请把该列设为文本格式，再填写原来的值。';

const CELLS: ReasonWords['cells'] = {
  'error-value': ({ shown }) => `显示的是 ${shown ?? '错误'}，而不是值：请更正公式，或直接填写值。`,
  'no-result': () => '是没有计算结果的公式：请重新计算工作表，或把公式换成值。',
  merged: ({ range }) => `属于合并单元格 ${range}：请取消合并，并在每一行填写各自的值。`,
  date: () => `是电子表格的日期：${AS_TEXT}`,
  boolean: () => `是电子表格的 TRUE 或 FALSE：${AS_TEXT}`,
  'full-width': () => '含有全角数字或符号：请用半角的数字和小数点填写（12.50）。',
  comma: () => '含有逗号或撇号，可能是千位分隔符，也可能是小数点：请写成 1000 或 1.50。',
  currency: () => '带有货币符号或单位：请只填写以元为单位的数字（12.50）。',
  negative: () => '是负数：请填写收款人应得的金额（元）。',
  decimals: () => '超过两位小数：请四舍五入到分，在电子表格中可用 ROUND(…, 2)。',
  'not-yuan': () => '不是以元为单位的金额：请填写数字，最多两位小数（12.50）。',
  'not-integer': () => '不是整数：请用数字 0 到 9 填写。',
  'lost-digits': () => `是超过 15 位的数字，电子表格已丢失末尾几位：${COLUMN_AS_TEXT}`,
  shortened: () => `是被电子表格缩写的长数字（例如 1.23E+19）：${COLUMN_AS_TEXT}`,
  'edge-space': () => '开头或结尾有空格或不可见字符：请删除，否则会得到不同的幂等键。',
  'no-row-key': () => '没有填写：文件中有这一列时，每一行都必须有各不相同的值。',
  'long-row-key': ({ maxBytes }) => `超过 ${maxBytes} 字节：请缩短。`,
};

const ROWS: ReasonWords['rows'] = {
  hidden: () => '这一行被手动隐藏，或被筛选隐藏：如果要付款，请取消隐藏，否则请删除。',
  cells: ({ cells, header }) =>
    `这一行有 ${cells} 个单元格，第 1 行有 ${header} 个：文字中含有分隔符时请加引号，并为每一列填写一个单元格。`,
  unnamed: () => '没有列名的列中有内容：请在第 1 行写上列名，或清空这一列。',
  'same-row-key': ({ row }) => `row_key 与第 ${row} 行相同：如果是另一笔付款，请换一个值，否则请删除这一行。`,
  'same-openid': ({ row }) =>
    `re_openid 与第 ${row} 行相同：请删除这一行；如果同一收款人有多个红包，请为所有行填写 row_key。`,
  'over-limit': ({ fen, beforeFen, limitFen }) => {
    const earlier = beforeFen === 0 ? '' : `，加上此前各行的 ${yuan(beforeFen)} 元`;
    return `total_amount 付给这位收款人 ${yuan(fen)} 元${earlier}，超过 --max-per-recipient 允许的 ${yuan(limitFen)} 元：请减少金额、删除这一行，或提高限额。`;
  },
};

const AS_CSV = '请另存为 CSV（UTF-8）后再制定计划';

const READING = {
  'old-excel': ({ file }) =>
    `${file} 是旧版 Excel 文件（.xls），或设有密码：请另存为没有密码的 .xlsx，或 CSV（UTF-8）。`,
  'encoding-of-sheet': ({ file }) => `--encoding 只用于 CSV 文件，而 ${file} 是电子表格。`,
  'sheet-of-text': ({ file }) => `--sheet 只用于电子表格，而 ${file} 是文本文件。`,
  'empty-file': ({ file }) => `${file} 是空文件。`,
  'no-file': ({ file }) => `找不到文件 ${file}：请检查路径。`,
  folder: ({ file }) => `${file} 是文件夹：请写明其中的文件。`,
  unreadable: ({ file, code }) => `无法读取 ${file}（${code}）。`,
  'not-text': ({ file }) =>
    `${file} 既不是 UTF-8 文本，也不是 GB18030 文本：请另存为“CSV UTF-8”，或用 --encoding 指定编码。`,
  'not-encoding': ({ file, encoding, isGiven }) =>
    `${file} 中有不属于 ${encoding} 的字节：请另存为“CSV UTF-8”${isGiven ? '，或不指定 --encoding' : ''}。`,
  'encoding-name': ({ known, given }) => `--encoding 必须是 ${known.join('、')} 之一，不能是“${given}”。`,
  'sep-line': ({ file }) => `${file} 的第 1 行是“sep=”：请删除这一行，让列名位于第 1 行。`,
  'wide-commas': ({ file }) => `${file} 的第 1 行用全角逗号或分号分隔列名：请在每一行都换成半角逗号。`,
  'open-quote': ({ file, line, overBytes }) => {
    const long = overBytes === null ? '' : `有一行超过 ${overBytes} 字节，很可能是`;
    return `${file} 从第 ${line} 行起无法读取：${long}引号（"）没有闭合，或出现在未加引号的单元格中。请给整个单元格加引号，其中的引号写两遍（""）。没有写入计划。`;
  },
  'no-sheet': ({ file, sheet, sheets }) =>
    `${file} 中没有工作表“${sheet}”，其中的工作表有：${sheets.map((each) => `“${each}”`).join('、')}。`,
  'no-workbook': ({ file }) => `${file} 不是含有工作表的工作簿：请用电子表格软件打开，再另存为 .xlsx。`,
  'many-rows': ({ file, rows, maxRows }) =>
    `${file} 的工作表有 ${rows} 行，超过内存能容纳的 ${maxRows} 行：${AS_CSV}，CSV 文件的行数没有限制。`,
  'no-spreadsheet': ({ file }) => `${file} 无法作为电子表格读取：请重新另存为 .xlsx，或 CSV（UTF-8）。`,
  'damaged-zip': ({ file }) => `${file} 是已损坏的 .xlsx 文件：请用电子表格软件打开并重新保存。`,
  'large-zip': ({ file, maxMb }) => `${file} 解压后超过 ${maxMb} MB，内存无法容纳：${AS_CSV}。`,
} satisfies Partial<ReasonWords['files']>;

const OTHER_KEYS =
  '幂等键改变后，已付过款的人都会再次收到付款。如果还没有发送过红包，请删除该活动的文件夹，或换一个 --campaign。';

const FILES: ReasonWords['files'] = {
  ...READING,
  'blank-header': () => '第 1 行是空行：第 1 行必须是列名。',
  'no-header': () =>
    '第 1 行没有任何已知的列名，可能是收款人而不是列名：请在第 1 行写上列名，其中必须有 re_openid。',
  'key-column': () =>
    '第 1 行有 idempotency_key 列，而幂等键由计划自行生成：如果这一列用来区分各行，请改名为 row_key，否则请用 --ignore 忽略 idempotency_key。',
  'unknown-column': ({ column, near, known }) =>
    `第 1 行有未知的列“${column}”。${near === null ? '' : `是否应为“${near}”？`}可用的列有 ${known.join('、')}；如果某一列只作备注，请用 --ignore 忽略。`,
  'column-twice': ({ column }) => `第 1 行中 ${column} 列出现了两次：请改名或删除其中之一。`,
  'no-column': ({ columns, options }) => {
    const orGive = options.length === 0 ? '' : `，或用 ${options.join('、')} 为所有行给出同一个值`;
    return `文件中没有 ${columns.join('、')} 列：请添加${orGive}。`;
  },
  'no-option': ({ option }) => `没有填写 ${option}。`,
  'campaign-name': ({ given }) =>
    `--campaign 必须是 1 到 64 个小写字母、数字或“-”，且不能以“-”开头（例如 new-year-2027）；不能是“${given}”。`,
  'no-amount': ({ option, given }) => `${option} 必须是大于 0 的金额（元），最多两位小数，不能是“${given}”。`,
  'option-cell': ({ option, problem }) => `${option} ${sentenceOf(CELLS, problem)}`,
  'option-rules': ({ faults }) => faults.map(paramSentence).join(''),
  'other-identity': ({ identity }) =>
    identity === 'row_key'
      ? `该活动现有计划的幂等键由 re_openid 得出，而文件中现在有 row_key 列：请用 --ignore 忽略 row_key。${OTHER_KEYS}`
      : `该活动现有计划的幂等键由 row_key 得出，而文件中现在没有这一列：请重新添加，并填写与原来相同的值。${OTHER_KEYS}`,
  'changed-keys': ({ rows, more }) =>
    `第 ${rows.join('、')} 行${more === 0 ? '' : `以及另外 ${more} 行`}：收款人在这里的 row_key 与该活动现有计划中的不同，可能会重复付款。请填写原来的 row_key；如果是新的付款，请保留原来的行并另加一行。`,
};

const RULES: RuleSentences = {
  openid: () => '必须是收款人的 openid：1 到 32 个字母、数字、“_”或“-”，不能有空格或不可见字符。',
  appid: () => '必须是公众号的 appid：1 到 32 个字母或数字。',
  yuan: () => '必须是以元为单位的数字。',
  decimals: () => '必须是大于 0 的金额（元），最多两位小数：请四舍五入到分。',
  integer: () => '必须是整数。',
  xml: () => '不能含有回车符、其他控制字符或不完整的字符。',
  'well-formed': () => '不能含有不完整的字符。',
  bytes: ({ max, has }) =>
    `必须有 1 到 ${max} 个 UTF-8 字节（一个汉字为 3 个）${has === undefined ? '' : `，现在有 ${has} 个`}。`,
  'one-of': ({ words }) => `必须是以下之一：${words.join('、')}。`,
  shares: ({ type, min, max }) =>
    `在 ${type} 类型的红包中必须${min === max ? `是 ${min}` : `在 ${min} 到 ${max} 之间`}。`,
  amount: ({ min, max, isAverage, hasScene }) =>
    `${isAverage ? '按每个红包平均，' : ''}${hasScene ? '有' : '没有'} scene_id 时必须在 ${yuan(min)} 到 ${yuan(max)} 元之间。`,
  text: ({ text }) => text,
};

function paramSentence({ param, isMissing, rule }: ParamFault): string {
  return `${param} ${isMissing ? '没有填写，它' : ''}${ruleText(rule, RULES)}`;
}

export const ZH: ReasonWords = {
  ...{ cells: CELLS, rows: ROWS, files: FILES, param: paramSentence, between: '' },
};
