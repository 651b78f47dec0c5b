import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { type Consumer, startConsumer } from '../architecture/consumer';
import { type Contract, startContract } from '../contract/harness';
import { runNode, stdoutOf } from '../kit/process';
import { READMES, samplesOf } from './blocks';

let contract: Contract;
let consumer: Consumer;
beforeAll(async () => {
  contract = await startContract();
  consumer = await startConsumer();
}, 180_000);
afterEach(() => contract.sandbox.clearFaults());
afterAll(async () => {
  consumer.remove();
  await contract.close();
});

let runs = 0;

/** Runs a sample in a project that has the packed client, against the local stack. @returns what it prints */
async function run(sample: string): Promise<string> {
  runs += 1;
  const file = join(consumer.folder, `sample-${runs}.mjs`);
  writeFileSync(file, transformSync(sample, { loader: 'ts', format: 'esm' }).code);
  const env = { ...contract.stack.env, PATH: process.env.PATH };
  return stdoutOf(await runNode([file], { cwd: consumer.folder, env }));
}

function refuseNext(err_code: string): Promise<unknown> {
  const fault = { kind: 'answer', err_code, when: 'before' } as const;
  return contract.sandbox.fault({ call: 'send', fault });
}

async function paidOf(campaign: string): Promise<number> {
  const { data } = await contract.invoke<{ objects: Record<string, unknown>[] }>('getSentRedPackList', {
    ...{ limit: 1000, details: true },
  });
  const numbers = data.objects.flatMap(({ idempotency_key, mch_billno }) =>
    String(idempotency_key).startsWith(`${campaign}/`) ? [mch_billno] : [],
  );
  const { payments } = await contract.sandbox.ledger();
  return payments.filter(({ mch_billno }) => numbers.includes(mch_billno)).length;
}

/** Both pages use one stack: the second one’s campaign has another number. */
describe.each(READMES.map((page, n) => [page, `campaign-${7 + n}`] as const))('%s', (page, campaign) => {
  const [send = '', workers = '', find = ''] = samplesOf(page).map(({ text }) =>
    text.replaceAll('campaign-7', campaign),
  );

  it('sends: the first sample prints that it is paid, and a second run pays nothing', async () => {
    const printed = await run(send);
    expect(printed).toMatch(/^\S+ \d{10,}\n$/);
    expect(await run(send)).toBe(printed);
    expect(await paidOf(campaign)).toBe(1);
  });

  it.each([
    ['open', 'PROCESSING'],
    ['retry', 'NOTENOUGH'],
    ['refused', 'OPENID_ERROR'],
  ])('prints what to do where the outcome is %s', async (outcome, code) => {
    await refuseNext(code);
    const advice = new RegExp(`${outcome}: '([^']+)'`).exec(send)?.[1];
    expect(await run(send.replace('user-42', code))).toBe(`${advice} ${code}\n`);
  });

  it('pays many: run again, with the same keys, it pays those who got nothing and nobody twice', async () => {
    await refuseNext('NOTENOUGH');
    const first = (await run(workers)).trim().split('\n').sort();
    expect(first.map((line) => line.trim())).toEqual(['user-42 paid', 'user-43 retry NOTENOUGH']);
    await contract.sandbox.clearFaults();
    const second = (await run(workers)).trim().split('\n').sort();
    expect(second.map((line) => line.trim())).toEqual(['user-42 paid', 'user-43 paid']);
    expect(await paidOf(campaign)).toBe(2);
  });

  it('finds what one recipient got, and what became of it', async () => {
    const { data } = await contract.invoke('getSentRedPack', { idempotency_key: `${campaign}/user-42` });
    await contract.sandbox.open(String(data.mch_billno));
    const lines = (await run(find)).trim().split('\n');
    expect(lines).toContain(`${String(data.mch_billno)} 1.1 SUCCESS`);
    expect(lines.slice(-2)).toEqual(['RECEIVED 1', expect.stringMatching(/^paid \d{10} 110 [3-9]$/)]);
  });
});

test.each(['docs/api.md', 'docs/api.zh-CN.md'])('the sample of %s runs', async (page) => {
  const samples = samplesOf(page);
  expect(samples.length).toBeGreaterThan(0);
  for (const { text } of samples) {
    const lines = (await run(text)).trim().split('\n');
    expect(lines.at(-1)).toMatch(/^\d+\.\d\d$/);
    expect(lines).toContain('getSentRedPackList 0 0 1');
  }
});
