import { FAULT_KINDS, type FaultKind } from './sim/faults';
import { ACTIONS, type History, play } from './sim/history';
import type { Truth } from './sim/memory-wechat';

const TRUTHS: readonly Truth[] = ['pays', 'NOTENOUGH', 'PARAM_ERROR'];

test.each(TRUTHS)(
  'pairs, when WeChat %s',
  async (truth) => {
    const bad: { faults: unknown; violations: readonly string[] }[] = [];
    let histories = 0;
    const history: History = { actions: ACTIONS, truth, replay: 'SEND_FAILED', faults: [] };
    const base = await play(history);
    for (let first = 0; first < base.effects; first += 1) {
      for (const kind of FAULT_KINDS) {
        const one: [number, FaultKind] = [first, kind];
        const single = await play({ ...history, faults: [one] });
        for (let second = first + 1; second < single.effects; second += 1) {
          for (const other of FAULT_KINDS) {
            const { violations } = await play({ ...history, faults: [one, [second, other]] });
            histories += 1;
            if (violations.length > 0) bad.push({ faults: [one, [second, other]], violations });
          }
        }
      }
    }
    console.log(truth, histories, bad.length);
    console.log(
      bad
        .slice(0, 30)
        .map((b) => JSON.stringify(b))
        .join('\n'),
    );
    expect(bad.length).toEqual(0);
  },
  600_000,
);
