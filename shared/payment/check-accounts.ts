import { faultFields, MerchantError } from '../api/errors';
import { type Account, safeAccountName } from '../api/merchant';
import { certificateEndMs } from '../merchant/secret';
import type { PaymentDeps } from './run/deps';

const DAY_MS = 86_400_000;

/**
 * Loads the secret of each account and reports how many days its certificate has left, so that its end is known before
 * a payment meets it. Never throws: an account that fails is logged, and stops neither the others nor the caller.
 * Secrets Manager cannot list secrets by prefix with rights for those secrets alone, so the accounts are named.
 */
export async function checkAccounts(deps: PaymentDeps, accounts: readonly Account[]): Promise<void> {
  await Promise.all(accounts.map((account) => check(deps, account)));
}

async function check({ merchants, clock, log }: PaymentDeps, given: Account): Promise<void> {
  const account = safeAccountName(given);
  try {
    const endMs = certificateEndMs(await merchants.load(given));
    log.info('account checked', {
      account,
      certificate_days_left: Math.floor((endMs - clock.awsNow()) / DAY_MS),
    });
  } catch (error) {
    // Secrets Manager out of reach says nothing about the account; the next pass asks again.
    const level = error instanceof MerchantError ? 'error' : 'warn';
    log[level]('account not checked', { account, error: String(error), ...faultFields(error) });
  }
}
