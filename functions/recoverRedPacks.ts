import { once } from '../shared/api/once';
import { parseRecoverParams } from '../shared/api/record-params';
import { readConfig } from '../shared/config';
import { serve } from '../shared/lambda/handler';
import { awsClients, awsDeps } from '../shared/payment/aws-deps';
import { checkAccounts } from '../shared/payment/check-accounts';
import { recover } from '../shared/payment/recover';
import { resolve } from '../shared/payment/resolve';

const clients = awsClients();
const config = once(() => readConfig());
const deps = once(() => awsDeps(config(), clients));

export const handler = serve(async ({ params, deadline, log }) => {
  const wanted = parseRecoverParams(params);
  if ('resolve' in wanted) return resolve(deps()(log), config(), wanted.resolve, deadline);
  const given = deps()(log);
  // At the same time: a pass may take all of the time that the invocation has.
  const [counts] = await Promise.all([
    recover(given, wanted.all, deadline),
    checkAccounts(given, config().watchedAccounts),
  ]);
  return counts;
});
