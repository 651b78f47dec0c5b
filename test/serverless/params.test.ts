const { paramOf, refuseUnknownParams } = require('../../scripts/serverless/params.cjs');
const { checkParams, leaveOutSlot, numberConcurrency } = require('../../scripts/serverless/param-values.cjs');

const DEFAULTS = {
  'send-concurrency': 26,
  'miniapp-id': '1',
  'vpc-subnet-ids': '',
  'vpc-security-group-ids': '',
};

/** As much of Serverless as the plugin's checks of params use. */
function serverless(param: readonly string[], stages: object = {}, options: object = {}) {
  return {
    classes: { Error },
    configurationInput: { provider: { stage: 'dev' }, params: { default: DEFAULTS, ...stages } },
    processedInput: { options: { param, ...options } },
    service: { functions: { sendRedPack: { environment: { SEND_SLOT_MS: '1000' } } } },
  };
}

describe('a param of serverless', () => {
  it('is refused if nothing reads it, with the name that was probably meant', () => {
    expect(() => refuseUnknownParams(serverless(['send-concurency=3']))).toThrow(
      '"send-concurency" in --param: did you mean "send-concurrency"?',
    );
    expect(() => refuseUnknownParams(serverless(['whatever-else=3']))).toThrow(
      /"whatever-else" in --param\n/,
    );
    expect(() => refuseUnknownParams(serverless(['send-concurrency=3', 'miniapp-id=a=b']))).not.toThrow();
  });

  it('is refused in serverless.yml too, whatever the stage of the command', () => {
    const stages = { prod: { 'miniapp-di': '42' } };
    expect(() => refuseUnknownParams(serverless([], stages))).toThrow(
      '"miniapp-di" in params.prod of serverless.yml: did you mean "miniapp-id"?',
    );
  });

  it('is taken from the command line, else the stage, else the default', () => {
    const stages = { prod: { 'miniapp-id': '42' } };
    expect(paramOf(serverless(['miniapp-id=7'], stages, { stage: 'prod' }), 'miniapp-id')).toBe('7');
    expect(paramOf(serverless([], stages, { stage: 'prod' }), 'miniapp-id')).toBe('42');
    expect(paramOf(serverless([], stages), 'miniapp-id')).toBe('1');
  });

  it.each(['many', '-1', '2.5', 'None'])('is refused as send-concurrency=%s', (value) => {
    expect(() => checkParams(serverless([`send-concurrency=${value}`]))).toThrow(
      `send-concurrency is "${value}"; expected a whole number, or none`,
    );
  });

  it.each(['vpc-subnet-ids', 'vpc-security-group-ids'])('is refused as %s alone', (name) => {
    expect(() => checkParams(serverless([`${name}=x-1`]))).toThrow(`The param ${name} is given, but`);
    expect(() => checkParams(serverless(['vpc-subnet-ids=a', 'vpc-security-group-ids=b']))).not.toThrow();
    expect(() => checkParams(serverless([]))).not.toThrow();
  });

  it('turns off the pacing with send-concurrency=none, and only then', () => {
    const slotOf = (...param: string[]): string => {
      const given = serverless(param);
      leaveOutSlot(given);
      return given.service.functions.sendRedPack.environment.SEND_SLOT_MS;
    };
    expect([slotOf('send-concurrency=none'), slotOf('send-concurrency=0'), slotOf()]).toEqual([
      '0',
      '1000',
      '1000',
    ]);
  });

  it.each([
    ['campaigns', 'yes', 'true or false'],
    ['campaign-concurrency', '0', 'a whole number'],
    ['campaign-concurrency', '2.5', 'a whole number'],
    ['campaign-approval', 'true', 'required or optional'],
  ])('is refused as %s=%s', (name, value, expected) => {
    expect(() => checkParams(serverless([`${name}=${value}`]))).toThrow(
      `The param ${name} is "${value}"; expected ${expected}`,
    );
  });

  it('gives Step Functions the concurrency of campaigns as a number', () => {
    const rows = { MaxConcurrency: '10' };
    const Resources = { CampaignMachine: { Properties: { Definition: { States: { Rows: rows } } } } };
    numberConcurrency({ service: { resources: [{}, { Resources }] } });
    expect(rows.MaxConcurrency).toBe(10);
    expect(() => numberConcurrency({ service: { resources: { Resources: {} } } })).not.toThrow();
  });
});
