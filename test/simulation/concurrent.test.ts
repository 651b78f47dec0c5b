import fc from 'fast-check';
import { bounded } from '../scope';
import { SEED } from './sim/arbitrary';
import { report } from './sim/exhaust';
import { everyInterleaving, type Meeting, playConcurrent } from './sim/interleave';

/** All turns that are told apart: eight of each invocation, and time passing out of turn four times. */
const BOUNDS = bounded({ turns: 8, pauses: 4 }, { turns: 5, pauses: 2 });

/** Beyond them, by chance. */
const UNBOUNDED = { turns: 1_000, pauses: 1_000 };
const SAMPLES = Number(process.env.TWINS ?? bounded(500, 40));

const sendThatDies = { actions: [{ do: 'send', afterMs: 0 }], faults: [[2, 'die-after']] } as const;
const sendThatIsParked = { actions: [{ do: 'send', afterMs: 0 }], faults: [] } as const;
const ELEVEN_MINUTES_MS = 660_000;

const MEETINGS: readonly (readonly [string, Meeting])[] = [
  ['two senders', { truth: 'pays', replay: 'SEND_FAILED', concurrent: ['send', 'send'], faults: [] }],
  [
    "two senders, the first claim's answer lost",
    { truth: 'pays', replay: 'SEND_FAILED', concurrent: ['send', 'send'], faults: [[2, 'fail-after']] },
  ],
  [
    'two senders, the first answer lost',
    { truth: 'pays', replay: 'NOTENOUGH', concurrent: ['send', 'send'], faults: [[4, 'fail-after']] },
  ],
  [
    'two senders, one of which dies after sending',
    { truth: 'pays', replay: 'SEND_FAILED', concurrent: ['send', 'send'], faults: [[4, 'die-after']] },
  ],
  [
    'two senders, one of which stands still',
    { truth: 'pays', replay: 'SIGN_ERROR', concurrent: ['send', 'send'], faults: [[3, 'freeze']] },
  ],
  [
    'two senders, refused',
    { truth: 'NOTENOUGH', replay: 'SUCCESS', concurrent: ['send', 'send'], faults: [] },
  ],
  [
    'two senders of what was parked, and is topped up',
    {
      truth: 'NOTENOUGH',
      later: 'pays',
      replay: 'PARAM_ERROR',
      before: sendThatIsParked,
      afterMs: 60_000,
      concurrent: ['send', 'send'],
      faults: [],
    },
  ],
  [
    'two recovery passes over an open record',
    {
      truth: 'pays',
      replay: 'SEND_FAILED',
      before: sendThatDies,
      afterMs: ELEVEN_MINUTES_MS,
      concurrent: ['recover', 'recover'],
      faults: [],
    },
  ],
  [
    'a sender and a recovery pass over a record that was never sent',
    {
      truth: 'pays',
      replay: 'SEND_FAILED',
      before: { actions: [{ do: 'send', afterMs: 0 }], faults: [[1, 'die-after']] },
      afterMs: ELEVEN_MINUTES_MS,
      concurrent: ['send', 'recover'],
      faults: [],
    },
  ],
  [
    'a recovery pass and a person who ends a record that WeChat shows paid',
    {
      truth: 'pays',
      replay: 'SEND_FAILED',
      before: sendThatDies,
      afterMs: 29 * 24 * 3_600_000,
      concurrent: ['recover', 'resolve'],
      faults: [],
    },
  ],
  [
    'a sender and a status query of an open record',
    {
      truth: 'pays',
      replay: 'SEND_FAILED',
      before: sendThatDies,
      afterMs: ELEVEN_MINUTES_MS,
      concurrent: ['send', 'status'],
      faults: [],
    },
  ],
];

test.each(MEETINGS)(
  '%s, in every order of their effects',
  async (name, meeting) => {
    const { played, bad } = await everyInterleaving(meeting, BOUNDS);
    report(`faults, concurrent: ${name}: ${played} interleavings, all within ${JSON.stringify(BOUNDS)}`);
    expect(bad).toEqual([]);
    expect(played).toBeGreaterThan(20);
  },
  300_000,
);

test.each(MEETINGS)(
  '%s, in orders by chance without a bound',
  async (name, meeting) => {
    report(`faults, concurrent: ${name}: ${SAMPLES} sampled from SEED=${SEED}`);
    const holds = fc.asyncProperty(fc.infiniteStream(fc.nat()), async (turns) => {
      const choose = (count: number) => (turns.next().value ?? 0) % count;
      expect(await playConcurrent(meeting, UNBOUNDED, choose)).toEqual([]);
    });
    await fc.assert(holds, { numRuns: SAMPLES, seed: SEED });
  },
  300_000,
);
