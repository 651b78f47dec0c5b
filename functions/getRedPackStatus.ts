import { readConfig } from '../shared/config';
import { once } from '../shared/contract/once';
import { readStatusParams } from '../shared/contract/read-params';
import { serve } from '../shared/invocation/serve';
import { awsClients, awsPorts } from '../shared/payout/aws-ports';
import { settle } from '../shared/payout/settle';
import { redPackStatus } from '../shared/payout/status';

const clients = awsClients();
const config = once(() => readConfig());
const ports = once(() => awsPorts(config(), clients));

export const handler = serve(async ({ params, deadline, log }) => {
  const wanted = readStatusParams(params);
  if ('all' in wanted) return settle(ports()(log), wanted.all, deadline);
  return redPackStatus(ports()(log), config(), wanted, deadline);
});
