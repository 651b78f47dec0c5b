import type { RedPack, SendRedPackParams } from '../../sdk/index';
import { CommandError } from '../errors';
import type { SandboxAdmin } from './admin';
import { faultInput, type Outcome, type Scenario, type Step } from './scenario';

/** What a scenario acts on. */
export interface Stage {
  readonly redPack: RedPack;
  readonly admin: SandboxAdmin;
  /** recoverRedPacks over everything that is not final. */
  readonly recover: () => Promise<unknown>;
}

/** A step that was played. */
export interface Played {
  readonly step: Step;
  /** Of the packet after a `send` or `ask`. */
  readonly outcome?: Outcome;
  readonly err_code?: string;
  readonly status?: string;
  /** False if the step states another outcome or status. */
  readonly isAsStated: boolean;
}

type Shown = Omit<Played, 'step' | 'isAsStated'>;

type Params = Extract<Step, { do: 'send' }>['params'];

/** The idempotency key of a scenario's packet in a run. */
export function keyIn(run: string, packet: string): string {
  return `${run}/${packet}`;
}

/** One run of a scenario: its packets have keys of their own, so that every run pays again. */
class Run {
  private readonly numbers = new Map<string, string>();
  private readonly params = new Map<string, Params>();

  constructor(
    private readonly stage: Stage,
    private readonly name: string,
  ) {}

  private key(packet: string): string {
    return keyIn(this.name, packet);
  }

  private async number(packet: string): Promise<string> {
    const known = this.numbers.get(packet);
    if (known !== undefined) return known;
    const { data } = await this.stage.redPack.getSentRedPack({ idempotency_key: this.key(packet) });
    this.numbers.set(packet, data.mch_billno);
    return data.mch_billno;
  }

  private async send({
    packet,
    params = this.params.get(packet),
  }: Extract<Step, { do: 'send' }>): Promise<Shown> {
    if (params !== undefined) this.params.set(packet, params);
    const sent = { ...params, idempotency_key: this.key(packet) } as unknown as SendRedPackParams;
    const { data } = await this.stage.redPack.sendRedPack(sent);
    if (data.return_code === 'SUCCESS') return { outcome: 'paid' };
    return { outcome: data.outcome, err_code: data.err_code };
  }

  private async ask(packet: string): Promise<Shown> {
    const which = { idempotency_key: this.key(packet) };
    await this.stage.redPack.getRedPackStatus(which);
    const { data } = await this.stage.redPack.getSentRedPack({ ...which, details: true });
    return { outcome: data.outcome, ...(data.status !== null && { status: data.status }) };
  }

  async do(step: Step): Promise<Shown> {
    const { admin, recover } = this.stage;
    switch (step.do) {
      case 'send':
        return this.send(step);
      case 'ask':
        return this.ask(step.packet);
      case 'recover':
        await recover();
        return {};
      case 'fault': {
        const number = step.packet === undefined ? undefined : await this.number(step.packet);
        await admin.fault(faultInput(step.fault, number));
        return {};
      }
      case 'clear-faults':
        await admin.clearFaults();
        return {};
      case 'advance':
        await admin.advance(step.ms);
        return {};
      case 'open':
        await admin.open(await this.number(step.packet), step.openid);
        return {};
      case 'return':
        await admin.refund(await this.number(step.packet), true);
        return {};
      case 'balance':
        await admin.balance(step.fen);
        return {};
      case 'top-up':
        await admin.topUp(step.fen);
        return {};
      case 'settings':
        await admin.settings(step.settings);
        return {};
    }
  }
}

function isAsStated(step: Step, shown: Shown): boolean {
  if ('outcome' in step && step.outcome !== undefined && step.outcome !== shown.outcome) return false;
  return !(step.do === 'ask' && step.status !== undefined && step.status !== shown.status);
}

/**
 * Plays a scenario against a local stack and its sandbox, step by step. Faults that wait from before are removed, since
 * they would hit its packets.
 * @param name of the run, in front of each idempotency key
 * @param signal ends it before the next step
 * @throws HError, CommandError of the first step that cannot be done, or before which it was ended
 */
export async function* play(
  { steps }: Scenario,
  stage: Stage,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Played, void> {
  await stage.admin.clearFaults();
  const run = new Run(stage, name);
  for (const [at, step] of steps.entries()) {
    if (signal?.aborted === true) throw new CommandError(`The scenario was stopped before step ${at + 1}.`);
    const shown = await run.do(step);
    yield { step, ...shown, isAsStated: isAsStated(step, shown) };
  }
}

/** A name that no earlier run has: the time in milliseconds. */
export function newRunName(nowMs: number): string {
  return `scenario-${new Date(nowMs).toISOString().slice(0, 23).replace(/\D/g, '')}`;
}
