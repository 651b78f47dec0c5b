import { type Check, error, type Finding, known, type Plan, type Secret, warning } from '../facts';

const DAY_MS = 86_400_000;
/** WeChat Pay issues a new certificate within days; an operator may be away for weeks. */
const SOON_DAYS = 30;

// ListSecrets may lag behind, as AWS documents.
const CREATE = 'Write it with `./red-pack certificate put`. A new account may take five minutes to appear';

/** Whether each secret under the prefix can pay. */
export const checkSecrets: Check = (plan, facts) => {
  const names = known(facts.secretNames);
  if (names === undefined) return [];
  if (names.length === 0) return [none(plan, known(facts.deployed)?.SECRET_PREFIX)];
  // A broken one stops payments; a deploy neither causes nor fixes it.
  const severity = plan.isRunning === true ? error : warning;
  return (known(facts.secrets) ?? []).flatMap((secret) => one(secret, facts.nowMs, severity));
};

function none({ secretPrefix, isRunning }: Plan, before: string | undefined): Finding {
  const name = `${secretPrefix}<official_account_id>`;
  if (before !== undefined && before !== secretPrefix)
    return error(
      `The stack reads its secrets under ${before} so far; this deploy would look under ${secretPrefix}, where there ` +
        'is none. Every send would be refused.',
      `Store the secrets under ${name} first, or keep --param="secret-prefix=${before}".`,
    );
  return (isRunning === true ? error : warning)(
    `There is no secret ${name}: nothing can be sent yet.`,
    `${CREATE}.`,
  );
}

function one({ name, problem, expiresAtMs }: Secret, nowMs: number, severity: typeof error): Finding[] {
  if (problem !== null) return [severity(problem, `Correct the secret ${name}.`)];
  const days = Math.floor(((expiresAtMs ?? Number.POSITIVE_INFINITY) - nowMs) / DAY_MS);
  if (days >= SOON_DAYS) return [];
  return [
    warning(
      `The certificate in the secret ${name} expires in ${days} ${days === 1 ? 'day' : 'days'}.`,
      'Get the renewed one from WeChat Pay’s merchant platform, and write it with `./red-pack certificate put`.',
    ),
  ];
}
