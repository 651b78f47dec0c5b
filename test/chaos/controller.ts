import { setTimeout as sleep } from 'node:timers/promises';
import type { Steer } from '../kit/tcp-proxy';
import { type Containers, type Peer, peerOf } from './containers';
import type { Hits } from './hits';
import type { JsonCall, RequestController, Treatment } from './json-proxy';
import type { Plan, TableCall } from './plans';

/** How far a container has come in the invocation that it runs. */
interface Progress {
  readonly requestId: string | null;
  readonly id: string;
  ownedAtMs: number | null;
  recording: boolean;
  recorded: boolean;
}

interface Armed {
  readonly plan: Plan;
  left: number;
}

const PASS: Treatment = { do: 'pass' };

function recordId({ body }: JsonCall): string {
  const { Item, Key } = body as { Item?: { id?: { S?: string } }; Key?: { id?: { S?: string } } };
  return Item?.id?.S ?? Key?.id?.S ?? '';
}

function tableCall(call: JsonCall): TableCall {
  const { operation, body } = call;
  if (recordId(call).startsWith('recovery#')) return 'pass-lease';
  switch (operation) {
    case 'PutItem':
      return 'claim';
    case 'UpdateItem':
      // Only an attempt that takes a record over writes a token of its own.
      return String(body.UpdateExpression).includes('#token = ') ? 'lease' : 'outcome';
    case 'GetItem':
      return 'read';
    case 'Query':
      return 'due';
    default:
      throw new Error(`a function has called ${operation}, which none may`);
  }
}

/** Carries out the plan of an intent in whichever proxy its calls pass, and notes what really happened. */
export class Controller implements RequestController {
  private readonly armed = new Map<string, Armed>();
  private readonly progress = new Map<number, Progress>();
  private readonly openedIn = new Map<Peer, string | null>();
  /** Ids of all records that were ever claimed, as DynamoDB confirmed it. */
  readonly claimed = new Set<string>();
  /** What a function did that none may do. */
  readonly violations: string[] = [];
  /** Resets the connections of one container to WeChat. */
  dropConnectionsOf: (pid: number) => void = () => undefined;
  /** The container whose recovery pass has the lease of passes, and the invocation that took it. */
  private pass: { readonly pid: number; readonly requestId: string | null } | null = null;
  isTableOut = false;
  isWeChatOut = false;

  constructor(
    private readonly containers: Containers,
    private readonly hits: Hits,
  ) {}

  arm(id: string, plan: Plan): void {
    this.armed.set(id, { plan, left: plan.place === 'table' ? plan.times : 1 });
  }

  disarm(id: string): void {
    this.armed.delete(id);
  }

  treat(call: JsonCall): Treatment {
    const pid = this.containers.pidOf(call.peer);
    const requestId = this.containers.requestOf(pid);
    if (this.isTableOut) {
      this.hits.note('DynamoDB: out of reach for a moment', requestId);
      return { do: 'cut-before' };
    }
    const kind = this.kindOf(call);
    if (pid === null || kind === null || kind === 'pass-lease') return PASS;
    if (kind === 'due' && this.isPassRunning() && this.pass?.pid !== pid)
      this.violations.push('a recovery pass has begun while another was at work');
    const id = recordId(call);
    const progress = this.progressOf(pid, requestId, id);
    if (kind === 'outcome') progress.recording = true;
    const armed = this.armed.get(id);
    if (armed === undefined || armed.left === 0) return PASS;
    return this.carryOut(armed, kind, pid, requestId);
  }

  answered(call: JsonCall, status: number): void {
    const pid = this.containers.pidOf(call.peer);
    const kind = this.kindOf(call);
    if (pid === null || kind === null || status !== 200) return;
    if (kind === 'pass-lease') {
      this.notePass(call, pid);
      return;
    }
    const id = recordId(call);
    if (kind === 'claim') this.claimed.add(id);
    const progress = this.progressOf(pid, this.containers.requestOf(pid), id);
    if (kind === 'outcome') progress.recorded = true;
    if (kind === 'claim' || kind === 'lease') progress.ownedAtMs = Date.now();
    const armed = this.armed.get(id);
    if (armed?.plan.place !== 'container' || armed.left === 0) return;
    const { moment, afterMs } = armed.plan;
    const isTime =
      moment === 'when-it-owns'
        ? kind === 'claim' || kind === 'lease'
        : moment === 'after-the-outcome' && kind === 'outcome';
    if (!isTime) return;
    armed.left = 0;
    // Not even a tick later than it could be, where it is to be at once.
    if (afterMs === 0) this.kill(pid);
    else void sleep(afterMs).then(() => this.killIn(pid, progress.requestId));
  }

  /** For the proxy in front of WeChat Pay. */
  readonly steer: Steer = (client, isFirst) => {
    const peer = peerOf(client);
    const pid = this.containers.pidOf(peer);
    const requestId = this.containers.requestOf(pid);
    if (isFirst) this.openedIn.set(peer, requestId);
    if (this.isWeChatOut) {
      this.hits.note('WeChat: out of reach for a moment', requestId);
      return 'cut';
    }
    const progress = this.progress.get(pid ?? 0);
    const armed = progress?.requestId === requestId ? this.armed.get(progress.id) : undefined;
    if (armed?.plan.place !== 'connection' || armed.left === 0) return 'pass';
    // What is written first in an invocation, on a connection of an earlier one, is a request.
    const isRequest = !isFirst && this.openedIn.get(peer) !== requestId;
    if (armed.plan.which === 'new' ? !isFirst : !isRequest) return 'pass';
    armed.left = 0;
    this.hits.note(isFirst ? 'WeChat: new connection cut' : 'WeChat: request cut in its middle', requestId);
    return isFirst ? 'cut' : 'cut-in-half';
  };

  /** SIGKILLs a container, and notes in what moment it was. */
  kill(pid: number): void {
    const atMs = Date.now();
    const container = this.containers.all().find((one) => one.pid === pid);
    if (container === undefined) return;
    const { requestId, functionName } = container;
    const progress = this.progress.get(pid);
    void this.containers.kill(pid).then((isKilled) => {
      if (isKilled) this.noteKill(requestId, functionName, progress, atMs);
    });
  }

  isPassRunning(): boolean {
    return this.pass !== null && this.containers.requestOf(this.pass.pid) === this.pass.requestId;
  }

  /** SIGKILLs the container whose recovery pass is at work; does nothing when none is. */
  killPass(): void {
    if (this.pass !== null) this.killIn(this.pass.pid, this.pass.requestId);
    this.pass = null;
  }

  /** Taking the lease sets the time when it ends; a release sets none. */
  private notePass({ body }: JsonCall, pid: number): void {
    const { ExpressionAttributeValues: values = {} } = body as { ExpressionAttributeValues?: object };
    const isTaken = ':until' in values;
    this.pass = isTaken ? { pid, requestId: this.containers.requestOf(pid) } : null;
  }

  private killIn(pid: number, requestId: string | null): void {
    if (this.containers.requestOf(pid) === requestId) this.kill(pid);
  }

  private noteKill(
    requestId: string | null,
    functionName: string,
    progress: Progress | undefined,
    atMs: number,
  ): void {
    this.hits.kills += 1;
    const isRecovering = functionName.endsWith('recoverRedPacks');
    const owned = progress !== undefined && progress.requestId === requestId ? progress.ownedAtMs : null;
    if (requestId === null) this.hits.note('killed: idle', null, atMs);
    else if (isRecovering) this.hits.note('killed: recovering', requestId, atMs);
    else if (owned === null || progress === undefined)
      this.hits.note('killed: before it owned the record', requestId, atMs);
    else if (progress.recorded)
      this.hits.note('killed: after the outcome write, unanswered', requestId, atMs);
    else if (progress.recording)
      this.hits.note('killed: between WeChat’s answer and the outcome write', requestId, atMs);
    else this.hits.unclearKills.push({ requestId, id: progress.id, ownedAtMs: owned, atMs });
  }

  private carryOut(armed: Armed, kind: TableCall, pid: number, requestId: string | null): Treatment {
    const { plan } = armed;
    if (plan.place === 'table' && plan.on === kind) {
      armed.left -= 1;
      this.hits.note(plan.kind, requestId);
      return plan.treatment;
    }
    // So that its request needs a new one.
    if (plan.place === 'connection' && plan.which === 'new' && kind === 'claim') this.dropConnectionsOf(pid);
    if (plan.place !== 'container') return PASS;
    const isDeadly =
      (plan.moment === 'at-the-claim' && kind === 'claim') ||
      (plan.moment === 'before-the-outcome' && kind === 'outcome');
    if (!isDeadly)
      return plan.moment === 'after-the-outcome' && kind === 'outcome' ? { do: 'cut-after' } : PASS;
    armed.left = 0;
    this.kill(pid);
    return { do: 'cut-before' };
  }

  private progressOf(pid: number, requestId: string | null, id: string): Progress {
    const known = this.progress.get(pid);
    if (known !== undefined && known.requestId === requestId && (known.id === id || id === '')) return known;
    const begun = { requestId, id, ownedAtMs: null, recording: false, recorded: false };
    this.progress.set(pid, begun);
    return begun;
  }

  private kindOf(call: JsonCall): TableCall | null {
    try {
      return tableCall(call);
    } catch (error) {
      this.violations.push(String(error));
      return null;
    }
  }
}
