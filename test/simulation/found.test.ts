import { type History, play } from './sim/history';

/** Stories that once failed, each with what was wrong. */
const FOUND: readonly (readonly [string, History])[] = [
  [
    'a process that stands still before its bytes leave must not count its spacing from before',
    {
      truth: 'SYSTEMERROR',
      replay: 'SUCCESS',
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 1_000 },
      ],
      faults: [[2, 'freeze']],
    },
  ],
  [
    'what was parked for its key and is sent again is open again',
    {
      truth: 'PROCESSING',
      replay: 'SUCCESS',
      actions: [{ do: 'send', afterMs: 0 }],
      faults: [[1, 'rotate-key']],
    },
  ],
  [
    'a repeat whose clock runs ahead keeps the spacing',
    {
      truth: 'NOTENOUGH',
      replay: 'SUCCESS',
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 0, skewMs: 101 },
      ],
      faults: [],
    },
  ],
  [
    'refused is not said of a record that could not be closed',
    {
      truth: 'PARAM_ERROR',
      later: 'pays',
      replay: 'SUCCESS',
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 60_000 },
      ],
      faults: [[4, 'fail-before']],
    },
  ],
  [
    'refused at once is not said of a record that could not be closed, either',
    {
      truth: 'MONEY_LIMIT',
      later: 'pays',
      replay: 'SUCCESS',
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 60_000 },
      ],
      faults: [[4, 'fail-before']],
    },
  ],
  [
    'a request that may still arrive is not forgotten because a query shows no order',
    {
      truth: 'MONEY_LIMIT',
      replay: 'SUCCESS',
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 60_000 },
        { do: 'status', afterMs: 60_000, truth: 'pays' },
      ],
      faults: [
        [2, 'key-ahead'],
        [3, 'fail-before'],
        [11, 'late'],
      ],
    },
  ],
  [
    'an order that only an echo could prove is not sent again once WeChat may have forgotten it',
    {
      truth: 'pays',
      replay: 'SUCCESS',
      recipients: 'other-appid',
      forgetsAfterDays: 1,
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 90_000_000 },
      ],
      faults: [[2, 'die-after']],
    },
  ],
  [
    'an answer about another number leaves the refusal of ours as it is, in a table restored to before it was closed',
    {
      truth: 'MONEY_LIMIT',
      later: 'pays',
      replay: 'SUCCESS',
      queryBeforeSend: true,
      forgetsAfterDays: 1,
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 609_880 },
        { do: 'restore', afterMs: 3_600_000, to: 1 },
        { do: 'recover', afterMs: 0 },
      ],
      faults: [[9, 'crossed']],
    },
  ],
  [
    'another host is a resend like any other, also for a number that is entered again',
    {
      truth: 'NOTENOUGH',
      replay: 'SUCCESS',
      hosts: 2,
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 3_600_000 },
      ],
      faults: [
        [9, 'unsent'],
        [17, 'unsent'],
        [10, 'rotate-key'],
        [0, 'unsent'],
      ],
    },
  ],
  [
    'a claim that comes late, pinned to another merchant, is resolved when the secret is fixed',
    {
      truth: 'pays',
      replay: 'SUCCESS',
      dailyBudgetFen: 188,
      actions: [{ do: 'send', afterMs: 0 }],
      faults: [
        [3, 'late'],
        [0, 'other-merchant'],
      ],
    },
  ],
  [
    'FAILED of an expired order ends nothing while a request is on its way that WeChat may take for a new order',
    {
      truth: 'pays',
      later: 'NOTENOUGH',
      replay: 'SUCCESS',
      dailyBudgetFen: 18_800,
      forgetsAfterDays: 1,
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: 60_000 },
        { do: 'send', afterMs: 86_398_785 },
      ],
      faults: [
        [0, 'die-after'],
        [10, 'late'],
      ],
    },
  ],
  [
    'a number whose order may be a stranger’s is not sent because queries no longer reach back to that order',
    {
      truth: 'pays',
      later: 'pays, says NEW_CODE',
      replay: 'SUCCESS',
      dailyBudgetFen: 188,
      queryBeforeSend: true,
      forgetsAfterDays: 1,
      actions: [
        { do: 'send', afterMs: 0 },
        { do: 'stranger', afterMs: 60_000 },
        { do: 'send', afterMs: 2_587_197_417 },
      ],
      faults: [[0, 'hang-after']],
    },
  ],
];

test.each(FOUND)('%s', async (_, story) => {
  expect((await play(story)).violations).toEqual([]);
});
