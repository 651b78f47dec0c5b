import { once } from '../shared/api/once';
import { parseStatusParams } from '../shared/api/record-params';
import { readConfig } from '../shared/config';
import { serve } from '../shared/lambda/handler';
import { awsClients, awsDeps } from '../shared/payment/aws-deps';
import { redPackStatus } from '../shared/payment/status';

const clients = awsClients();
const config = once(() => readConfig());
const deps = once(() => awsDeps(config(), clients));

export const handler = serve(async ({ params, deadline, log }) =>
  redPackStatus(deps()(log), config(), parseStatusParams(params), deadline),
);
