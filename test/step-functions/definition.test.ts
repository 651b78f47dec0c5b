import validate from 'asl-validator';
import { unusable } from '../../shared/merchant/secret';
import { ACCOUNT_FAULT_CODES, accountFaultOf } from '../../shared/wechat-pay/responses/account-faults';
import { certificateTrouble } from '../../shared/wechat-pay/responses/body';
import { campaignMachine, type Json, type Machine, rowsState, type State } from './definition';
import { machineFaults } from './definition-rules';

/** The definition with other fields in its map. */
function withRows(fields: Json): Machine {
  const machine = campaignMachine();
  const rows = JSON.parse(JSON.stringify({ ...rowsState(machine), ...fields }));
  return { ...machine, States: { Rows: rows } };
}

function sendOf({ ItemProcessor }: Json): State {
  return (ItemProcessor as Machine).States.Send as State;
}

/** The definition with other fields in its task. */
function withSend(fields: Json): Machine {
  const rows = rowsState();
  const { States, ...processor } = rows.ItemProcessor as Machine;
  return withRows({
    ItemProcessor: { ...processor, States: { ...States, Send: { ...sendOf(rows), ...fields } } },
  });
}

function withRetry(change: (retriers: Json[]) => Json[]): Machine {
  return withSend({ Retry: change([...(sendOf(rowsState()).Retry as Json[])]) });
}

function choices(): Json[] {
  const { States } = rowsState().ItemProcessor as Machine;
  return (States.Outcome as Json).Choices as Json[];
}

/** Every leaf of a rule with the given operator. */
function operands(rule: unknown, operator: string): string[] {
  if (Array.isArray(rule)) return rule.flatMap((inner) => operands(inner, operator));
  if (typeof rule !== 'object' || rule === null) return [];
  return Object.entries(rule).flatMap(([key, value]) =>
    key === operator ? [String(value)] : operands(value, operator),
  );
}

const ruleTo = (state: string): Json | undefined => choices().find(({ Next }) => Next === state);

/** `*` as Step Functions matches it. */
function matchesPattern(pattern: string, text: string): boolean {
  return new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.?]/g, '\\$&'))
      .join('.*')}$`,
    's',
  ).test(text);
}

describe('the definition of campaigns', () => {
  it('passes asl-validator and the rules for what that lets pass', () => {
    const { isValid, errors } = validate(campaignMachine());
    expect({ isValid, errors }).toEqual({ isValid: true, errors: [] });
    expect(machineFaults(campaignMachine())).toEqual([]);
  });

  it('ends a run for every code of an account’s fault, and for no other', () => {
    expect(operands(ruleTo('AccountFault'), 'StringEquals').sort()).toEqual([...ACCOUNT_FAULT_CODES].sort());
  });

  it('ends a run when WeChat Pay refuses the certificate, which has no code', () => {
    const reply = { kind: 'answered', httpStatus: 400, body: '400 No required SSL certificate was sent' };
    const trouble = certificateTrouble(reply as never);
    const patterns = operands(ruleTo('AccountFaultInWords'), 'StringMatches');
    expect(patterns.some((pattern) => matchesPattern(pattern, trouble?.text ?? ''))).toBe(true);
    expect(patterns.some((pattern) => matchesPattern(pattern, '系统繁忙'))).toBe(false);
  });

  it.each(['签名错误', '签名失败', '系统繁忙'])(
    'treats a bare FAIL that says %s as the page alarm does',
    (text) => {
      const open = {
        kind: 'open',
        cause: 'unknown',
        code: 'SYSTEMERROR',
        text,
        mayBeStaleSecret: false,
      } as const;
      const patterns = operands(ruleTo('AccountFaultInWords'), 'StringMatches');
      const isFault = patterns.some((pattern) => matchesPattern(pattern, text));
      expect(isFault).toBe(accountFaultOf(open) !== null);
    },
  );

  it('ends a run when the account’s secret cannot be used, and for no other 400', () => {
    const rule = ruleTo('Stopped');
    const [pattern = ''] = operands(rule, 'StringMatches');
    expect(matchesPattern(pattern, unusable('red-pack/dev/wx1', 'it expired').message)).toBe(true);
    expect(matchesPattern(pattern, 'total_amount differs from the first payment of this key.')).toBe(false);
  });

  it('judges a fault by its code before the outcome, and takes no answer that it does not know for a success', () => {
    const order = choices().map(({ Next }) => Next);
    expect(order).toEqual(['Paid', 'AccountFault', 'AccountFaultInWords', 'GoOn', 'Stopped', 'Rejected']);
    const { States } = rowsState().ItemProcessor as Machine;
    expect((States.Outcome as Json).Default).toBe('Stopped');
  });

  it('leaves no openid in its results', () => {
    const { States } = rowsState().ItemProcessor as Machine;
    const outputs = Object.values(States).filter(({ Type }) => Type === 'Pass');
    expect(outputs).toHaveLength(3);
    for (const { Parameters, ResultPath } of outputs) {
      expect(JSON.stringify(Parameters)).not.toMatch(/openid|"\$\.?"/);
      expect(ResultPath).toBeUndefined();
    }
  });
});

describe('the rules for definitions', () => {
  it.each<[string, Machine, RegExp]>([
    [
      'a wrong type of input',
      withRows({ ItemReader: { ReaderConfig: { InputType: 'JSONLINES' } } }),
      /InputType is JSONLINES/,
    ],
    ['a label that is too long', withRows({ Label: 'R'.repeat(41) }), /the Label of Rows/],
    ['a label with a colon', withRows({ Label: 'a:b' }), /the Label of Rows/],
    ['a concurrency that is a text', withRows({ MaxConcurrency: '26' }), /MaxConcurrency/],
    ['a misspelt field', withRows({ MaxConcurency: 26 }), /unknown field MaxConcurency/],
    ['no tolerance', withRows({ ToleratedFailureCount: undefined }), /nothing of tolerance/],
    ['JSONata', withSend({ Output: '{% $states.result %}' }), /JSONata/],
    [
      'throttles without a retry of their own',
      withRetry((retriers) => retriers.slice(1)),
      /does not retry Lambda.TooManyRequestsException/,
    ],
    ['errors without a retry', withRetry((retriers) => retriers.slice(0, 1)), /does not retry States.ALL/],
    [
      'an error after the general one, which never gets there',
      withRetry((retriers) => retriers.reverse()),
      /after States.ALL/,
    ],
    [
      'retries that outlast an Express execution',
      withSend({ TimeoutSeconds: 60 }),
      /may take \d+ s, and an Express execution ends after 300/,
    ],
  ])('refuse %s', (_, machine, fault) => {
    expect(machineFaults(machine)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});
