import { SpendingGuardError } from '../../../shared/contract/errors';
import { sendRedPack } from '../../../shared/payout/send';
import type { Reply } from '../../../shared/wechat-pay/transport';
import { MemoryTable } from '../../faults/sim/memory-table';
import { refusal } from '../../fixtures/answers';
import { answered, without } from '../support/replies';
import { CREATED_AT_MS, INTENT, MERCHANT } from '../support/samples';
import { driverStage } from '../support/stage';

const SETTING = { idNamespace: 'red-pack-test', miniappId: 'wxminiapp', clientIp: '192.0.2.10' };

/** WeChat's refusal, of whatever number was sent. */
function refused(code: string): Reply {
  return answered(without(refusal(code, 'x'), 'mch_billno'));
}

/** A send by an account with a daily budget of 1 yuan, of which `takenFen` are taken. */
function send(reply: Reply, takenFen = 0) {
  const stage = driverStage(() => ({ reply }));
  const taken = { fen: takenFen };
  const budget = {
    reserve: async (_: string, __: string, fen: number, limitFen: number) => {
      if (taken.fen + fen > limitFen) return false;
      taken.fen += fen;
      return true;
    },
    release: async (_: string, __: string, fen: number) => {
      taken.fen -= fen;
    },
  };
  const merchants = { load: async () => ({ ...MERCHANT, dailyBudgetFen: 100 }) };
  const ports = { ...stage.ports, table: new MemoryTable('wxminiapp'), budget, merchants };
  const key = { key: 'order-1', from: 'idempotency_key' } as const;
  const intent = { params: INTENT, key, deadline: CREATED_AT_MS + 30_000 };
  const run = () => sendRedPack(ports, SETTING, intent);
  return { run, taken, stage };
}

describe('the daily budget', () => {
  it('is given back when the number is closed unpaid', async () => {
    const { run, taken } = send(refused('PARAM_ERROR'));
    expect(await run()).toMatchObject({ outcome: 'refused' });
    expect(taken.fen).toBe(0);
  });

  it.each(['NOTENOUGH', 'SYSTEMERROR'])('stays taken while %s may still be paid', async (code) => {
    const { run, taken } = send(refused(code));
    expect(await run()).not.toMatchObject({ outcome: 'refused' });
    expect(taken.fen).toBe(100);
  });

  it('is taken once, however often the intent is repeated', async () => {
    const { run, taken } = send(refused('NOTENOUGH'));
    await run();
    await run();
    expect(taken.fen).toBe(100);
  });

  it('stops what would pass it before WeChat is asked', async () => {
    const { run, taken, stage } = send(refused('PARAM_ERROR'), 1);
    await expect(run()).rejects.toThrow(SpendingGuardError);
    expect([taken.fen, stage.posted]).toEqual([1, []]);
  });
});
