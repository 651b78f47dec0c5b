import { Recording } from '../../../cli/sandbox/recording';
import { record } from '../../console/kit';

describe('Recording', () => {
  it('finds the packet of a key whose first send was refused among the records', () => {
    const recording = new Recording(0);
    recording.send('k', { total_amount: 0 }, 1).refused();
    const sent = record({ idempotency_key: 'k', created_at: 5 });
    const { steps } = recording.scenario('', [sent]);
    expect(steps).toMatchObject([{ do: 'send', params: { total_amount: 1.88 } }]);
  });

  it('keeps the name of a packet of which another send was not refused', () => {
    const recording = new Recording(0);
    recording.send('k', { total_amount: 1 }, 1).ended('paid');
    recording.send('k', { total_amount: 2 }, 2).refused();
    recording.send('k', { total_amount: 1 }, 3).ended('paid');
    expect(recording.scenario('', []).steps).toEqual([
      { do: 'send', packet: 'order-1', params: { total_amount: 1 }, outcome: 'paid' },
      { do: 'send', packet: 'order-1', outcome: 'paid' },
    ]);
  });

  it('puts a send before the step that is about its packet, though records know only the second', () => {
    const recording = new Recording(0);
    const sent = record({ idempotency_key: 'k', created_at: 5 });
    const packet = recording.packet(sent, 5_100);
    recording.add({ do: 'ask', packet }, 5_100);
    expect(recording.scenario('', []).steps.map((step) => step.do)).toEqual(['send', 'ask']);
  });

  it('begins with a send from before it, also where a fault was recorded in its first millisecond', () => {
    const recording = new Recording(60_000);
    recording.add({ do: 'fault', fault: { call: 'send', fault: { kind: 'reset' } } }, 60_000);
    const packet = recording.packet(record({ idempotency_key: 'old', created_at: 1 }), 61_000);
    recording.add({ do: 'ask', packet }, 61_000);
    expect(recording.scenario('', []).steps.map((step) => step.do)).toEqual(['send', 'fault', 'ask']);
  });
});
