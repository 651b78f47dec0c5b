import type { Language } from '../../../report/words';
import { EN } from './en';
import { type FileFault, type Problem, type Reason, type ReasonWords, sentenceOf } from './reason';
import { ZH } from './zh';

const WORDS: Readonly<Record<Language, ReasonWords>> = { en: EN, zh: ZH };

function sentence({ cells, rows, param }: ReasonWords, problem: Problem): string {
  if (problem.kind === 'param') return param(problem);
  if (problem.kind === 'cell') return `${problem.column} ${sentenceOf(cells, problem.problem)}`;
  return sentenceOf(rows, problem);
}

/** Why a row cannot be paid, and what to do, in a sentence for each problem. */
export function reasonText(reason: Reason, language: Language): string {
  const words = WORDS[language];
  return reason.map((problem) => sentence(words, problem)).join(words.between);
}

/** Why a file or an option cannot be planned, and what to do. */
export function fileFaultText(fault: FileFault, language: Language): string {
  return sentenceOf(WORDS[language].files, fault);
}
