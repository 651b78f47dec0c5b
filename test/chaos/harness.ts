import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contract, must, startContract } from '../contract/harness';
import { ShiftedTime } from '../contract/shifted-time';
import { SecretsOutage, Weather } from './background-faults';
import { Containers } from './containers';
import { Steering } from './controller';
import { Hits } from './hits';
import { RISKY_OPENIDS } from './intents';
import { JsonDoor } from './json-proxy';
import { TlsDoor } from './tls-proxy';

/** Shorter than deployed, so that what waits for it (an answer's time-out, a dead driver's lease) is waited out. */
const SEND_TIMEOUT_S = 6;
const MAX_CONTAINERS = 18;

const NEVER_MS = 365 * 24 * 3_600_000;

/** The stack with the campaign's own doors before its services, and hands on the containers' processes. */
export interface Stage {
  readonly contract: Contract;
  readonly hits: Hits;
  readonly steering: Steering;
  readonly weather: Weather;
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
export async function startStage(balanceFen: number): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'red-pack-campaign-'));
  const sockets = join(folder, 'sockets');
  const containers = new Containers(sockets);
  const hits = new Hits();
  const steering = new Steering(containers, hits);
  const secrets = new SecretsOutage(containers, hits);
  const doors = {
    table: new JsonDoor(steering),
    secrets: new JsonDoor(secrets),
    weChat: new TlsDoor(steering.steer),
  };
  steering.dropConnectionsOf = (pid) => void doors.weChat.reset((peer) => containers.pidOf(peer) === pid);
  const time = new ShiftedTime(join(folder, 'shift'));
  const contract = await startWith(sockets, {
    ...time.environment,
    AWS_ENDPOINT_URL_DYNAMODB: await doors.table.open(),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: await doors.secrets.open(),
    WECHAT_PAY_HOSTS: await doors.weChat.open(),
  });
  const { env } = contract.stack;
  containers.of(contract.stack);
  doors.table.lead(must(env.AWS_ENDPOINT_URL_DYNAMODB, 'DynamoDB'));
  doors.secrets.lead(must(env.AWS_ENDPOINT_URL_SECRETS_MANAGER, 'Secrets Manager'));
  doors.weChat.lead(must(env.WECHAT_PAY_HOSTS, 'WeChat Pay'));
  // Nothing is returned meanwhile: what was paid stays paid, so that balances can be compared.
  await contract.sandbox.settings({ sceneOpen: false, riskOpenids: [...RISKY_OPENIDS], untakenMs: NEVER_MS });
  await contract.sandbox.balance(balanceFen);
  return {
    ...{ contract, hits, steering, time },
    weather: new Weather(containers, hits, steering, secrets, doors.weChat),
    close: async () => {
      await contract.close();
      await Promise.all(Object.values(doors).map((door) => door.close()));
      containers.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
