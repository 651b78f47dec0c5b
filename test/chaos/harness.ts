import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contract, must, startContract } from '../contract/harness';
import { ShiftedTime } from '../contract/shifted-time';
import { tempFolder } from '../kit/folder';
import { TcpProxy } from '../kit/tcp-proxy';
import { BackgroundFaults, SecretsOutage } from './background-faults';
import { Containers, peerOf } from './containers';
import { Controller } from './controller';
import { Hits } from './hits';
import { RISKY_OPENIDS } from './intents';
import { JsonProxy } from './json-proxy';

/** Shorter than deployed, so that what waits for it (an answer's timeout, a dead attempt's lease) is waited out. */
const SEND_TIMEOUT_S = 6;
const MAX_CONTAINERS = 18;

const NEVER_MS = 365 * 24 * 3_600_000;

/** The stack with the campaign's own proxies in front of its services, and access to the containers' processes. */
export interface ChaosHarness {
  readonly contract: Contract;
  readonly hits: Hits;
  readonly controller: Controller;
  readonly backgroundFaults: BackgroundFaults;
  readonly time: ShiftedTime;
  close(): Promise<void>;
}

async function startWith(sockets: string, environment: Readonly<Record<string, string>>): Promise<Contract> {
  const preload = JSON.stringify(join(__dirname, 'preload.cjs'));
  return startContract({
    sendTimeoutS: SEND_TIMEOUT_S,
    maxContainers: MAX_CONTAINERS,
    environment: {
      ...environment,
      NODE_OPTIONS: `--require ${preload}`,
      CAMPAIGN_SOCKETS_FILE: sockets,
    },
  });
}

/** Starts all of it; `balanceFen` is what the merchant has. */
export async function startHarness(balanceFen: number): Promise<ChaosHarness> {
  const folder = await tempFolder();
  const sockets = join(folder, 'sockets');
  const containers = new Containers(sockets);
  const hits = new Hits();
  const controller = new Controller(containers, hits);
  const secrets = new SecretsOutage(containers, hits);
  const proxies = {
    table: new JsonProxy(controller),
    secrets: new JsonProxy(secrets),
    weChat: await TcpProxy.start(controller.steer),
  };
  const { weChat } = proxies;
  controller.dropConnectionsOf = (pid) =>
    weChat.reset(weChat.clients.filter((client) => containers.pidOf(peerOf(client)) === pid));
  const time = new ShiftedTime(join(folder, 'shift'));
  const contract = await startWith(sockets, {
    ...time.environment,
    AWS_ENDPOINT_URL_DYNAMODB: await proxies.table.open(),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: await proxies.secrets.open(),
    WECHAT_PAY_HOSTS: weChat.hostPort,
  });
  const { env } = contract.stack;
  containers.of(contract.stack);
  proxies.table.forwardTo(must(env.AWS_ENDPOINT_URL_DYNAMODB, 'DynamoDB'));
  proxies.secrets.forwardTo(must(env.AWS_ENDPOINT_URL_SECRETS_MANAGER, 'Secrets Manager'));
  weChat.forwardTo(must(env.WECHAT_PAY_HOSTS, 'WeChat Pay'));
  // Nothing is returned meanwhile: what was paid stays paid, so that balances can be compared.
  await contract.sandbox.settings({ sceneOpen: false, riskOpenids: [...RISKY_OPENIDS], untakenMs: NEVER_MS });
  await contract.sandbox.balance(balanceFen);
  return {
    ...{ contract, hits, controller, time },
    backgroundFaults: new BackgroundFaults(containers, hits, controller, secrets, weChat),
    close: async () => {
      await contract.close();
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
      containers.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
