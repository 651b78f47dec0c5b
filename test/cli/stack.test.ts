import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readService } from '../../scripts/local/service-file';
import { awsOptions, type Contract, must, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder, writeFiles } from '../kit/folder';
import { local, redPackIn } from './kit';

let contract: Contract;
let secrets: SecretsManagerClient;
beforeAll(async () => {
  contract = await startContract({ environment: { SECRET_PREFIX: 'of-the-functions/' } });
  secrets = new SecretsManagerClient(awsOptions(contract.stack, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'));
});
afterAll(() => {
  secrets.destroy();
  return Promise.all([contract.close(), removeTempFolders()]);
});

/** Variables that lead the AWS SDK to the local stack, as a stack on AWS. */
function aws(): Record<string, string> {
  const names = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL_LAMBDA'];
  return Object.fromEntries(
    [...names, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'].map((name) => [
      name,
      must(contract.stack.env[name], name),
    ]),
  );
}

describe('the stack of a command', () => {
  it('is the local one by default, of which it says whether it ran', async () => {
    const { code, stdout, stderr } = await redPackIn(local(contract.stack.dir), 'recover', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ examined: 0, paid: 0, refused: 0, parked: 0, open: 0 });
    expect(stderr).toMatch(/^Stack: the local one in \S+, already running\.\n$/);
  });

  it('is one on AWS by --stack or RED_PACK_STACK, with its region and what the environment redirects', async () => {
    const said =
      'Stack: red-pack-dev on AWS in cn-north-1; the environment redirects AWS_ENDPOINT_URL_LAMBDA, ' +
      'AWS_ENDPOINT_URL_SECRETS_MANAGER.\n';
    const byOption = await redPackIn(aws(), 'recover', '--stack', 'red-pack-dev', '--region', 'cn-north-1');
    expect(byOption).toMatchObject({
      code: 0,
      stderr: said,
      stdout: expect.stringMatching(/^Examined 0: 0 paid/),
    });
    const variables = { ...aws(), RED_PACK_STACK: 'red-pack-dev', AWS_REGION: 'cn-north-1' };
    expect(await redPackIn(variables, 'recover')).toMatchObject({ code: 0, stderr: said });
  });

  it('has no default region', async () => {
    const { AWS_REGION: _, ...variables } = aws();
    const ended = await redPackIn({ ...variables, HOME: '/nowhere' }, 'recover', '--stack', 'red-pack-dev');
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('give --region') });
  });

  it('on AWS names secrets as its functions do, and before its first deploy as serverless.yml does', async () => {
    const deployed = await redPackIn(aws(), 'certificate', 'list', '--stack', 'red-pack-dev');
    expect(deployed.stdout).toBe(
      'No account has a secret under of-the-functions/. Add one: ./red-pack certificate put\n' +
        'A new account may take five minutes to appear.\n',
    );
    const prefix = (await readService(`${__dirname}/../../serverless.yml`, 'prod')).environment.SECRET_PREFIX;
    await secrets.send(new CreateSecretCommand({ Name: `${prefix}wxPlanned`, SecretString: '{}' }));
    const planned = await redPackIn(aws(), 'certificate', 'list', '--stack', 'red-pack-prod');
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('\nwxPlanned ') });
    expect(planned.stderr).toContain(
      'red-pack-prod-sendRedPack does not exist yet: using the settings of serverless.yml.',
    );
  });

  it('on AWS lists a new account late, which certificate put says when it creates the secret', async () => {
    const { merchant, mchId, apiKey } = contract.account;
    const folder = await tempFolder();
    await writeFiles(folder, { cert: merchant.certificate, key: merchant.privateKey, api: apiKey });
    const args = [
      '--official-account',
      'wxNew',
      '--mch-id',
      mchId,
      '--skip-proof',
      '--stack',
      'red-pack-dev',
    ];
    const pair = ['--certificate', `${folder}/cert`, '--private-key', `${folder}/key`];
    const put = () =>
      redPackIn(aws(), 'certificate', 'put', ...args, ...pair, '--api-key-file', `${folder}/api`);
    const late = 'A new account may take five minutes to appear. Until then certificate list, doctor and the';
    const created = await put();
    expect(created).toMatchObject({ code: 0, stderr: expect.stringContaining(late) });
    expect(created.stdout).toBe(`Created the secret of-the-functions/wxNew (merchant ${mchId}).\n`);
    const again = await put();
    expect(again).toMatchObject({ code: 0, stderr: expect.not.stringContaining('five minutes') });
  });
});
