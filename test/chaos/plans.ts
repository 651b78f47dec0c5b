import type { FaultInput } from '../../scripts/sandbox/index';
import type { Treatment } from './json-proxy';
import type { Kind } from './kinds';
import { between, oneOf, type Random } from './seeded-random';

/** A call of the functions to the table, by what it is for. */
export type TableCall = 'claim' | 'lease' | 'outcome' | 'read' | 'due' | 'pass-lease';

/** When a container is to be killed, as seen by the table's proxy. */
export type Moment = 'at-the-claim' | 'when-it-owns' | 'before-the-outcome' | 'after-the-outcome';

/** What is to befall one call of one intent; whether it does depends on how far the call comes. */
export type Plan =
  | { readonly place: 'sandbox'; readonly faults: readonly NamedFault[] }
  | {
      readonly place: 'table';
      readonly kind: Kind;
      readonly on: TableCall;
      readonly treatment: Treatment;
      readonly times: number;
    }
  /** A new connection is cut at its first bytes, one in use in the middle of a request. */
  | { readonly place: 'connection'; readonly which: 'new' | 'in-use' }
  /** `faults` only make the moment last. */
  | {
      readonly place: 'container';
      readonly moment: Moment;
      readonly afterMs: number;
      readonly faults: readonly NamedFault[];
    };

/** A fault of the sandbox; `kind` is null where it disturbs nothing by itself. */
export interface NamedFault {
  readonly kind: Kind | null;
  readonly order: FaultInput;
}

type Draw = (random: Random) => Plan;
type Fault = FaultInput['fault'];

const either = (random: Random) => oneOf(random, ['before', 'after'] as const);

/** Past what a function waits in the campaign: its timeout is 6 s, and one second of that it keeps. */
const TOO_LATE_MS = 5_500;

function sends(kind: Kind, fault: (random: Random) => Fault): Draw {
  return (random) => ({
    place: 'sandbox',
    faults: [{ kind, order: { call: 'send', fault: fault(random) } }],
  });
}

/** The outcome of the send is open, and the query that would tell is corrupted as well. */
const corruptedQuery: Draw = (random) => {
  const query = oneOf<Fault>(random, [
    { kind: 'status', status: 502 },
    { kind: 'answer', err_code: 'SYSTEMERROR' },
    { kind: 'reset' },
    { kind: 'xml', shape: 'cut' },
  ]);
  const when = either(random);
  const kind = when === 'after' ? 'WeChat: SYSTEMERROR, paid' : 'WeChat: SYSTEMERROR, unpaid';
  return {
    place: 'sandbox',
    faults: [
      { kind, order: { call: 'send', fault: { kind: 'answer', err_code: 'SYSTEMERROR', when } } },
      { kind: 'WeChat: query corrupted', order: { call: 'gethbinfo', fault: query, times: 2 } },
    ],
  };
};

/** Of the first, a retry of the SDK makes up; of three, nothing does. */
const attempts = (random: Random) => oneOf(random, [1, 1, 3]);
const written = (random: Random) => oneOf(random, ['claim', 'outcome', 'outcome'] as const);

function table(kind: Kind, treatment: (random: Random) => Treatment, times = attempts): Draw {
  return (random) => ({
    place: 'table',
    kind,
    on: written(random),
    treatment: treatment(random),
    times: times(random),
  });
}

const SDK_TIMEOUT_MS = 3_000;

const tableDraws: readonly Draw[] = [
  table('DynamoDB: cut before the effect', () => ({ do: 'cut-before' })),
  table('DynamoDB: cut after the effect', () => ({ do: 'cut-after' })),
  table('DynamoDB: InternalServerError', () => ({ do: 'fail' })),
  table('DynamoDB: delayed', (random) => ({ do: 'delay', ms: between(random, 100, 900) })),
  table(
    'DynamoDB: effect after the SDK’s timeout',
    (random) => ({ do: 'delay', ms: SDK_TIMEOUT_MS + between(random, 200, 600) }),
    () => 1,
  ),
];

const answerDraws: readonly Draw[] = [
  sends('WeChat: reset, no effect', () => ({ kind: 'reset', when: 'before' })),
  sends('WeChat: reset, full effect', () => ({ kind: 'reset', when: 'after' })),
  sends('WeChat: answer cut in mid-body', (random) => ({
    kind: 'reset',
    partial: true,
    when: either(random),
  })),
  sends('WeChat: XML cut off', (random) => ({ kind: 'xml', shape: 'cut', when: either(random) })),
  sends('WeChat: HTML with 502', (random) => ({ kind: 'status', status: 502, when: either(random) })),
  ...(['SYSTEMERROR', 'PROCESSING'] as const).flatMap((err_code): Draw[] => [
    sends(`WeChat: ${err_code}, unpaid`, () => ({ kind: 'answer', err_code, when: 'before' })),
    sends(`WeChat: ${err_code}, paid`, () => ({ kind: 'answer', err_code, when: 'after' })),
  ]),
  corruptedQuery,
];

/** They hold a container for as long as it waits for WeChat, so there are fewer of them. */
const slowDraws: readonly Draw[] = [
  sends('WeChat: answer past the timeout', (random) => ({
    kind: 'slow',
    delayMs: TOO_LATE_MS + between(random, 0, 1_000),
    when: either(random),
  })),
  sends('WeChat: never an answer', (random) => ({ kind: 'timeout', when: either(random) })),
  sends('WeChat: effect minutes later', (random) => ({
    kind: 'late',
    afterMs: between(random, 20, 480) * 1_000,
  })),
];

/** WeChat takes so long to answer that a kill meets the container waiting. */
const HELD_UP_MS = 900;

function kill(moment: Moment, afterMs: (random: Random) => number = () => 0): Draw {
  return (random) => ({ place: 'container', moment, afterMs: afterMs(random), faults: [] });
}

const killWaiting: Draw = (random) => ({
  place: 'container',
  moment: 'when-it-owns',
  afterMs: between(random, 250, 700),
  faults: [
    {
      kind: null,
      order: { call: 'send', fault: { kind: 'slow', delayMs: HELD_UP_MS, when: either(random) } },
    },
  ],
});

const newConnection: Draw = () => ({ place: 'connection', which: 'new' });
const usedConnection: Draw = () => ({ place: 'connection', which: 'in-use' });

const DECK: readonly Draw[] = [
  ...[...tableDraws, ...tableDraws],
  ...[...answerDraws, ...answerDraws],
  ...slowDraws,
  ...[newConnection, usedConnection, usedConnection, usedConnection],
  kill('at-the-claim'),
  kill('when-it-owns', (random) => between(random, 0, 4)),
  kill('before-the-outcome'),
  kill('after-the-outcome'),
  ...[killWaiting, killWaiting],
];

/** One plan of the deck, each card as often as the others in the long run. */
export function drawPlan(card: number, random: Random): Plan {
  const draw = DECK[card % DECK.length];
  if (draw === undefined) throw new Error(`no card ${card}`);
  return draw(random);
}
