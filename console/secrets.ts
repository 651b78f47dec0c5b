import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What lets a browser in. All of it is new at each start. */
export interface Secrets {
  /** In the address that the command prints. */
  readonly token: string;
  /**
   * Cookies know no ports, so a server on this machine that the same browser visits reads this one, and can be in until the
   * console ends (docs/console.md says so). It reveals neither of the others, but the pages hold the field of the forms.
   */
  readonly session: string;
  /** In every form. */
  readonly csrf: string;
}

export function newSecrets(token: string = randomBytes(24).toString('base64url')): Secrets {
  const derived = (purpose: string): string =>
    createHmac('sha256', token).update(purpose).digest('base64url');
  return { token, session: derived('session'), csrf: derived('csrf') };
}

/** In a time that does not depend on where they differ. */
export function isSame(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [given, expected].map((text) => createHmac('sha256', 'compare').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
