import { once } from '../shared/api/once';
import { parseRecoverParams } from '../shared/api/record-params';
import { readConfig } from '../shared/config';
import { serve } from '../shared/lambda/handler';
import { awsClients, awsDeps } from '../shared/payment/aws-deps';
import { checkAccounts } from '../shared/payment/check-accounts';
import { recover } from '../shared/payment/recover';
import { resolve } from '../shared/payment/resolve';
import { retryParked } from '../shared/payment/retry';
import { unfinished } from '../shared/payment/unfinished';

const clients = awsClients();
const config = once(() => readConfig());
const deps = once(() => awsDeps(config(), clients));

export const handler = serve(async ({ params, deadline, log }) => {
  const wanted = parseRecoverParams(params);
  if ('list' in wanted) return unfinished(deps()(log).table, wanted);
  if ('retry' in wanted) return retryParked(deps()(log), config(), wanted.retry, deadline);
  if ('resolve' in wanted) return resolve(deps()(log), config(), wanted.resolve, deadline);
  const given = deps()(log);
  // At the same time: a pass may take all of the time that the invocation has.
  const [counts] = await Promise.all([
    recover(given, wanted.all, deadline),
    checkAccounts(given, config().watchedAccounts),
  ]);
  return counts;
});
