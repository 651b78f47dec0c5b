import { appendFileSync } from 'node:fs';
import { PRIVATE_FILE_MODE } from '../files';

/**
 * Appends to the log of a function. A log that cannot be written, on a full disk for example, ends nothing.
 * @param notice is told of the first failure
 */
export function logTo(path: string, notice: (text: string) => void): (text: string) => void {
  let isReported = false;
  return (text) => {
    try {
      appendFileSync(path, text, { mode: PRIVATE_FILE_MODE });
    } catch (error) {
      if (isReported) return;
      isReported = true;
      notice(`A log is incomplete: ${String(error)}. The stack goes on, and writes to it as soon as it can.`);
    }
  };
}
