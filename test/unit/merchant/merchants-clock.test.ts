import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { MerchantError } from '../../../shared/api/errors';
import { bounded } from '../../../shared/aws';
import { SecretsManagerMerchants } from '../../../shared/merchant/merchants';
import { makeClient } from '../../kit/certificates';
import { type HttpTestServer, serveHttp } from '../../kit/server';
import { answeredBy } from '../support/aws-host';

const ACCOUNT = { official_account_id: 'wx8888888888888888', gateway_type: 'weixin_tenpay' } as const;
const HOUR_MS = 3_600_000;

let stage: HttpTestServer;
let client: SecretsManagerClient;
/** How far AWS's clock is ahead of this host's. */
let aheadMs: number;
let SecretString: string;

beforeAll(async () => {
  stage = await serveHttp((_body, _req, res) => {
    const date = new Date(Date.now() + aheadMs).toUTCString();
    const headers = { date, 'content-type': 'application/x-amz-json-1.1' };
    res.writeHead(200, headers).end(JSON.stringify({ Name: 'x', SecretString }));
  });
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  client = bounded(answeredBy(stage.url, new SecretsManagerClient({ region: 'ap-east-1', credentials })));
});

afterAll(async () => {
  client.destroy();
  await stage.end();
});

/** The account's merchant from a secret whose certificate ends so long after now, by this host's clock. */
function load(endsInMs: number) {
  const pair = makeClient('10000098', { validToMs: Date.now() + endsInMs });
  const keys = { certificate: pair.cert, private_key: pair.key };
  SecretString = JSON.stringify({ mch_id: '10000098', api_key: 'k'.repeat(32), ...keys });
  return new SecretsManagerMerchants(client, 'red-pack/').load(ACCOUNT);
}

describe('the certificate of an account, by AWS’s time', () => {
  it('has expired, though this host’s clock, which is behind, has not come so far', async () => {
    aheadMs = 2 * HOUR_MS;
    await expect(load(HOUR_MS)).rejects.toBeInstanceOf(MerchantError);
    await expect(load(HOUR_MS)).rejects.toThrow('expired');
  });

  it('is still valid, though it has expired by this host’s clock, which is ahead', async () => {
    aheadMs = -2 * HOUR_MS;
    await expect(load(-HOUR_MS)).resolves.toMatchObject({ mchId: '10000098' });
  });
});
