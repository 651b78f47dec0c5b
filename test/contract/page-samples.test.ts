import { spawn } from 'node:child_process';
import { SDK_FILE } from './client-kit';
import { type Contract, startContract } from './harness';
import { GET_SAMPLE, LIST_SAMPLE, SEND_SAMPLE, STATUS_SAMPLE } from './page-samples';

/** Runs one sample as it stands: `BaaS` bound to our client, all that it prints or leaves rejected told. */
const SCRIPT = `
process.once('message', ({ sdk, code, isContinued }) => {
  const BaaS = { RedPack: require(sdk).RedPack };
  const told = (what) => process.send(what, () => process.exit(0));
  process.on('unhandledRejection', ({ code, message }) => told({ rejected: { code, message } }));
  const console = { log: (printed) => told({ printed }) };
  const names = isContinued ? ['redPack'] : [];
  const values = isContinued ? [new BaaS.RedPack()] : [];
  new Function('BaaS', 'console', ...names, code)(BaaS, console, ...values);
});
`;

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

interface Told {
  readonly printed?: unknown;
  readonly rejected?: { readonly code: number; readonly message: string };
}

function run(code: string, isContinued = false): Promise<Told> {
  const env = { ...contract.stack.env, PATH: process.env.PATH };
  const child = spawn(process.execPath, ['-e', SCRIPT], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env,
  });
  child.send({ sdk: SDK_FILE, code, isContinued });
  return new Promise((resolve, reject) => {
    child.once('message', (told) => resolve(told as Told));
    child.once('exit', (status) => reject(new Error(`the sample ended with ${status} and told nothing`)));
  });
}

describe('the page’s sample code, bound to our client,', () => {
  it('sends: its promise resolves and return_code is SUCCESS', async () => {
    expect(await run(SEND_SAMPLE)).toEqual({ printed: true });
    const { payments } = await contract.sandbox.ledger();
    expect(payments).toHaveLength(1);
    expect(payments[0]).toMatchObject({ amountFen: 20_000, re_openid: 'onqOjjmM1tad-3ROpncN-yUfa6uI' });
    const [send] = await contract.sandbox.requests();
    expect(send?.body).toContain('posttime%3d123123412%26clientversion%3d234134');
  });

  it('lists what was sent', async () => {
    const { printed } = await run(LIST_SAMPLE);
    expect(printed).toEqual([
      expect.objectContaining({
        ...{ type: 'normal', total_amount: 200, scene_id: 'PRODUCT_2', wishing: '恭喜发财' },
        result: expect.objectContaining({ return_code: 'SUCCESS' }),
      }),
    ]);
  });

  it('asks for a record that only the page has, and is rejected with 404', async () => {
    expect(await run(GET_SAMPLE)).toEqual({
      rejected: { code: 404, message: expect.stringMatching(/^404: /) },
    });
  });

  it('asks for the status of a packet that only the page has, and is rejected with 404', async () => {
    expect(await run(STATUS_SAMPLE, true)).toEqual({
      rejected: { code: 404, message: expect.stringMatching(/^404: /) },
    });
  });

  it('asks for the status of one that is there, and gets the page’s fields, all strings', async () => {
    const [sent] = (await contract.sandbox.ledger()).orders;
    const id = String(sent?.mch_billno).slice(0, 24);
    const asked = STATUS_SAMPLE.replace('i5c46d771b1b9de0ab5e3c4eed', id).trimEnd();
    const { printed } = await run(`${asked}.then(({ data }) => console.log(data))`, true);
    const page = [
      ...['err_code', 'total_num', 'total_amount', 'mch_billno', 'err_code_des', 'mch_id', 'result_code'],
      ...['send_type', 'return_msg', 'detail_id', 'return_code', 'hb_type', 'send_time', 'status'],
    ];
    expect(Object.keys(printed as object).sort()).toEqual([...page].sort());
    expect(printed).toMatchObject({ total_amount: '20000', total_num: '1', err_code: 'SUCCESS' });
  });

  it('is refused where the page says so: a wrong param, or no certificate, is 400', async () => {
    const caught = SEND_SAMPLE.replace('// 见下方常见错误说明', 'console.log([err.code, err.message])');
    expect(await run(caught.replace('"total_num": 1', '"total_num": 2'))).toEqual({
      printed: [400, expect.stringMatching(/^400: total_num /)],
    });
    expect(await run(caught.replace('wxcbda96de0b165486', 'wx0'))).toEqual({
      printed: [400, expect.stringMatching(/^400: .*certificate/)],
    });
  });
});
