import { setTimeout as sleep } from 'node:timers/promises';
import type { Contract } from '../contract/harness';
import type { Controller } from './controller';
import { type Intent, invokeOnce, isAnswered, type SendCall } from './intents';
import { drawPlan, type NamedFault, type Plan } from './plans';
import { between, type Random, randomOf } from './seeded-random';

/** Callers at work at once; concurrent duplicates come on top. */
const CALLERS = 16;

/** The share of repeats that get a plan, beside one of every two first calls; kills and outages come on top. */
const REPEATS_SHARE = 0.3;
const DUPLICATE_SHARE = 0.08;

/** Then the intent is left to recovery. */
const MAX_TRIES = 5;

/**
 * After an answer of `open` a repeat may come soon. After none, the attempt may be dead and its lease still run: some
 * repeats come while it runs, and wait; most come when it is over.
 */
const PAUSE_MS = { soon: [1_000, 2_500], later: [7_000, 9_500] } as const;

interface Turn {
  readonly intent: Intent;
  readonly tries: number;
  readonly notBeforeMs: number;
}

/** Faults by their ids in the sandbox's queue, for the count of those that hit. */
export type Faults = Map<number, NamedFault>;

/** Sends an intent once and notes what the caller was told. */
export async function send(contract: Contract, intent: Intent): Promise<void> {
  const { functionError, answer, ...call } = await invokeOnce(contract, 'sendRedPack', intent.event);
  intent.calls.push({ ...call, text: JSON.stringify(answer), ...hear(functionError, answer) });
}

function hear(functionError: string | undefined, answer: unknown): Pick<SendCall, 'said' | 'mch_billno'> {
  if (functionError !== undefined) return { said: 'thrown', mch_billno: null };
  const { status, data } = answer as { status: number; data: Record<string, unknown> };
  const mch_billno = typeof data.mch_billno === 'string' ? data.mch_billno : null;
  if (status !== 200) return { said: 'unexpected', mch_billno };
  if (data.return_code === 'SUCCESS') return { said: 'paid', mch_billno };
  const { outcome } = data;
  const isKnown = outcome === 'open' || outcome === 'retry' || outcome === 'refused';
  return { said: isKnown ? outcome : 'unexpected', mch_billno };
}

/** The callers of a campaign: each intent is repeated with its own key until it is answered, or tries run out. */
export class Callers {
  readonly faults: Faults = new Map();
  duplicates = 0;
  /** Calls answered so far. */
  count = 0;

  constructor(
    private readonly contract: Contract,
    private readonly controller: Controller,
    private readonly seed: string,
  ) {}

  async pursue(intents: readonly Intent[]): Promise<void> {
    const turns: Turn[] = intents.map((intent) => ({ intent, tries: 0, notBeforeMs: 0 }));
    let working = 0;
    const work = async (): Promise<void> => {
      while (turns.length > 0 || working > 0) {
        const turn = takeDue(turns);
        if (turn === null) {
          await sleep(20);
          continue;
        }
        working += 1;
        const again = await this.take(turn).finally(() => {
          working -= 1;
        });
        if (again !== null) turns.push(again);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, work));
  }

  private async take({ intent, tries }: Turn): Promise<Turn | null> {
    const random = randomOf(this.seed, 'turn', intent.index, tries);
    const card = this.cardFor(intent, tries, random);
    if (card !== null) await this.arm(intent, drawPlan(card, random));
    const times = random() < DUPLICATE_SHARE ? 2 : 1;
    this.duplicates += times - 1;
    await Promise.all(Array.from({ length: times }, () => send(this.contract, intent)));
    this.count += times;
    this.controller.disarm(intent.id);
    const last = intent.calls.at(-1)?.said;
    if (isAnswered(intent) || last === 'retry' || tries + 1 === MAX_TRIES) return null;
    return { intent, tries: tries + 1, notBeforeMs: Date.now() + pauseMs(random, last) };
  }

  /** One of each two neighbours gets a card, and the cards go round, so that none is left out by chance. */
  private cardFor({ index }: Intent, tries: number, random: Random): number | null {
    const pair = index >> 1;
    if (tries > 0) return random() < REPEATS_SHARE ? between(random, 0, 1_000) : null;
    return randomOf(this.seed, 'pair', pair)() < 0.5 === (index % 2 === 0) ? pair : null;
  }

  private async arm(intent: Intent, plan: Plan): Promise<void> {
    this.controller.arm(intent.id, plan);
    if (plan.place !== 'sandbox' && plan.place !== 'container') return;
    const { mch_billno } = intent;
    for (const fault of plan.faults) {
      const ids = await this.contract.sandbox.fault({ ...fault.order, mch_billno });
      for (const id of ids) this.faults.set(id, fault);
    }
  }
}

function pauseMs(random: Random, said: SendCall['said'] | undefined): number {
  const [low, high] = said !== 'thrown' || random() < 0.4 ? PAUSE_MS.soon : PAUSE_MS.later;
  return between(random, low, high);
}

function takeDue(turns: Turn[]): Turn | null {
  const now = Date.now();
  const at = turns.findIndex(({ notBeforeMs }) => notBeforeMs <= now);
  return turns.splice(at, at < 0 ? 0 : 1)[0] ?? null;
}
