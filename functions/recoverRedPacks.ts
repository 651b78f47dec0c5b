import { readConfig } from '../shared/config';
import { once } from '../shared/contract/once';
import { readRecoverParams } from '../shared/contract/read-params';
import { serve } from '../shared/invocation/serve';
import { awsClients, awsPorts } from '../shared/payout/aws-ports';
import { recover } from '../shared/payout/recover';
import { resolve } from '../shared/payout/resolve';

const clients = awsClients();
const config = once(() => readConfig());
const ports = once(() => awsPorts(config(), clients));

export const handler = serve(async ({ params, deadline, log }) => {
  const wanted = readRecoverParams(params);
  if ('resolve' in wanted) return resolve(ports()(log), config(), wanted.resolve, deadline);
  return recover(ports()(log), wanted.all, deadline);
});
