import { PlanError } from '../../../../shared/campaign/plan-folder';
import { CommandError, messageOf, UsageError } from '../../../errors';
import type { Language } from '../../../report/words';
import type { FileFault } from './reason';
import { fileFaultText } from './say';
import { planFaultZh } from './zh-plan';

/** A file cannot be planned. The message is the English sentence. */
export class FileError extends CommandError {
  constructor(
    readonly reason: FileFault,
    options?: ErrorOptions,
  ) {
    super(fileFaultText(reason, 'en'), options);
  }
}

/** An option is wrong, or does not go with the file. */
export class OptionError extends UsageError {
  constructor(readonly reason: FileFault) {
    super(fileFaultText(reason, 'en'));
  }
}

/** A file would change the keys of the present plan. */
export class KeysError extends PlanError {
  constructor(readonly reason: FileFault) {
    super(fileFaultText(reason, 'en'));
  }
}

/** What an error says in a language; null if it says it in another one only. */
export function errorTextIn(language: Language, error: unknown): string | null {
  if (language === 'en') return messageOf(error);
  if (error instanceof FileError || error instanceof OptionError || error instanceof KeysError)
    return fileFaultText(error.reason, language);
  return error instanceof PlanError && error.fault !== null ? planFaultZh(error.fault) : null;
}
