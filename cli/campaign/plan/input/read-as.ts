import type { Language } from '../../../report/words';

const DELIMITERS = {
  ',': { en: 'comma', zh: '逗号' },
  ';': { en: 'semicolon', zh: '分号' },
  '\t': { en: 'tab', zh: '制表符' },
} as const;

export type Delimiter = keyof typeof DELIMITERS;

/** What a header may have between its names. */
export const KNOWN_DELIMITERS = Object.keys(DELIMITERS) as readonly Delimiter[];

/** How a file was understood, so that a person sees a wrong guess. */
export type ReadAs =
  | { readonly as: 'csv'; readonly encoding: string; readonly delimiter: Delimiter }
  /** `number` is the sheet's, from 1, of `sheets`. */
  | { readonly as: 'xlsx'; readonly sheet: string; readonly number: number; readonly sheets: number };

/** `CSV, utf-8, comma between cells` or `XLSX, sheet "Sheet1"`. */
export function readAsText(readAs: ReadAs, language: Language): string {
  const isEnglish = language === 'en';
  if (readAs.as === 'csv') {
    const { encoding, delimiter } = readAs;
    const name = DELIMITERS[delimiter][language];
    return isEnglish ? `CSV, ${encoding}, ${name} between cells` : `CSV，编码 ${encoding}，以${name}分隔`;
  }
  const { sheet, number, sheets } = readAs;
  if (sheets === 1) return isEnglish ? `XLSX, sheet "${sheet}"` : `XLSX，工作表“${sheet}”`;
  return isEnglish
    ? `XLSX, sheet "${sheet}" (${number} of ${sheets}; --sheet chooses another)`
    : `XLSX，工作表“${sheet}”（共 ${sheets} 个，这是第 ${number} 个；可用 --sheet 选择其他工作表）`;
}
