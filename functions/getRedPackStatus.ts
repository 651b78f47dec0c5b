import { readConfig } from '../shared/config';
import { once } from '../shared/contract/once';
import { readStatusParams } from '../shared/contract/read-params';
import { serve } from '../shared/invocation/serve';
import { awsClients, awsPorts } from '../shared/payout/aws-ports';
import { redPackStatus } from '../shared/payout/status';

const clients = awsClients();
const config = once(() => readConfig());
const ports = once(() => awsPorts(config(), clients));

export const handler = serve(async ({ params, deadline, log }) =>
  redPackStatus(ports()(log), config(), readStatusParams(params), deadline),
);
