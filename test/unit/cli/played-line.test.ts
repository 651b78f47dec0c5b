import type { Step } from '../../../cli/sandbox/scenario';
import { playedLine } from '../../../cli/sandbox/words';

const FAULT = { call: 'send', fault: { kind: 'timeout' } };

const STEPS: readonly (readonly [Step, en: string, zh: string])[] = [
  [{ do: 'send', packet: 'a' }, 'send a', '发送 a'],
  [{ do: 'ask', packet: 'a' }, 'ask WeChat Pay for a', '向微信支付查询 a'],
  [{ do: 'recover' }, 'recover what is not final', '对未完结的红包补单'],
  [{ do: 'fault', fault: FAULT }, `fault ${JSON.stringify(FAULT)}`, `加入故障 ${JSON.stringify(FAULT)}`],
  [
    { do: 'fault', fault: FAULT, packet: 'a' },
    `fault ${JSON.stringify(FAULT)} for a`,
    `加入故障 ${JSON.stringify(FAULT)}，只对 a`,
  ],
  [{ do: 'clear-faults' }, 'remove all faults', '清除所有故障'],
  [{ do: 'advance', ms: 86_400_000 }, '1 days pass', '时间前进 1 天'],
  [{ do: 'advance', ms: 90_000 }, '90 s pass', '时间前进 90 秒'],
  [{ do: 'advance', ms: 0 }, '0 ms pass', '时间前进 0 毫秒'],
  [{ do: 'open', packet: 'a' }, 'the recipient opens a', '收款人领取 a'],
  [{ do: 'return', packet: 'a' }, 'a goes back', 'a 退回'],
  [{ do: 'balance', fen: 123_456 }, 'balance 1,234.56 yuan', '余额设为 1,234.56 元'],
  [{ do: 'top-up', fen: 50 }, 'top up 0.50 yuan', '充值 0.50 元'],
  [{ do: 'settings', settings: { minFen: 30 } }, 'settings {"minFen":30}', '沙箱设置 {"minFen":30}'],
];

test.each(STEPS)('%j is said in English and in Chinese', (step, en, zh) => {
  expect(playedLine(1, { step, isAsStated: true })).toBe(`  1  ${en}`);
  expect(playedLine(12, { step, isAsStated: true }, 'zh')).toBe(` 12  ${zh}`);
});

test('the outcome follows, and what was expected where it is another', () => {
  const step: Step = { do: 'ask', packet: 'a', outcome: 'paid', status: 'SENT' };
  const played = { step, outcome: 'refused', err_code: 'PARAM_ERROR', isAsStated: false } as const;
  expect(playedLine(1, played)).toBe(
    '  1  ask WeChat Pay for a: refused, PARAM_ERROR  ✗ expected paid, SENT',
  );
  expect(playedLine(1, played, 'zh')).toBe('  1  向微信支付查询 a：已拒绝，PARAM_ERROR  ✗ 应为：已付，SENT');
});

test('a status that was expected alone is said', () => {
  const step: Step = { do: 'ask', packet: 'a', status: 'SENT' };
  const line = playedLine(1, { step, outcome: 'paid', status: 'REFUND', isAsStated: false });
  expect(line).toBe('  1  ask WeChat Pay for a: paid, REFUND  ✗ expected SENT');
});
