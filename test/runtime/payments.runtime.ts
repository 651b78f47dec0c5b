import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Contract, startContract } from '../contract/harness';
import { fission, newKey, packet } from '../contract/packets';
import { TcpProxy } from '../kit/tcp-proxy';
import { eventBridgeEvent } from './events';
import { ExecutionEnvironment } from './execution-environment';

let contract: Contract;
let sendRedPack: ExecutionEnvironment;
beforeAll(async () => {
  contract = await startContract();
  sendRedPack = await ExecutionEnvironment.start(contract, 'sendRedPack');
});
afterAll(async () => {
  await sendRedPack?.end();
  await contract?.close();
});

type Data = Record<string, unknown>;

const PAID = {
  status: 200,
  data: {
    return_code: 'SUCCESS',
    mch_billno: expect.stringMatching(/^[0-9a-zA-Z]{28}$/),
    send_listid: expect.stringMatching(/./),
  },
};

function dataOf(answer: Data): Data {
  return answer.data as Data;
}

/** Every payment that WeChat Pay has made meanwhile, in fen, under whatever number. */
async function paidFenBy(act: () => Promise<void>): Promise<number[]> {
  const before = (await contract.sandbox.ledger()).payments.length;
  await act();
  return (await contract.sandbox.ledger()).payments.slice(before).map(({ amountFen }) => amountFen);
}

/** Starts a function for one event, as a request that meets no warm one does. */
async function coldAnswer(name: string, event: unknown): Promise<Data> {
  const environment = await ExecutionEnvironment.start(contract, name);
  try {
    return await environment.answer(event);
  } finally {
    await environment.end();
  }
}

describe('sendRedPack', () => {
  it('pays, and answers with the envelope as JSON', async () => {
    const paidFen = await paidFenBy(async () => {
      const { kind, body, headers } = await sendRedPack.invoke(packet());
      const answer = JSON.parse(body) as Data;
      expect({ kind, answer }).toEqual({ kind: 'response', answer: PAID });
      expect(headers['content-type']).toBe('application/json');
      expect(body).toBe(JSON.stringify(answer));
    });
    expect(paidFen).toEqual([188]);
  });

  it('pays once for two invocations with one key, and answers both the same', async () => {
    const event = packet();
    const paidFen = await paidFenBy(async () => {
      const first = await sendRedPack.invoke(event);
      expect((await sendRedPack.invoke(event)).body).toBe(first.body);
    });
    expect(paidFen).toEqual([188]);
  });

  it('pays once when two execution environments get one key at the same time', async () => {
    const event = packet();
    const paidFen = await paidFenBy(async () => {
      const answers = await Promise.all([sendRedPack.answer(event), coldAnswer('sendRedPack', event)]);
      expect(answers[0]).toEqual(PAID);
      expect(answers[1]).toEqual(answers[0]);
    });
    expect(paidFen).toEqual([188]);
  });

  it('pays once for a delivery and a redelivery of one EventBridge event', async () => {
    const event = eventBridgeEvent(packet({ idempotency_key: undefined }));
    const paidFen = await paidFenBy(async () => {
      const first = await sendRedPack.answer(event);
      expect(first).toEqual(PAID);
      expect(await sendRedPack.answer(event)).toEqual(first);
    });
    expect(paidFen).toEqual([188]);
  });

  it('pays once for an event without a key that Lambda retries, since a retry keeps the request id', async () => {
    const event = packet({ idempotency_key: undefined });
    const requestId = randomUUID();
    const paidFen = await paidFenBy(async () => {
      const first = await sendRedPack.answer(event, { requestId });
      expect(first).toEqual(PAID);
      expect(await sendRedPack.answer(event, { requestId })).toEqual(first);
    });
    expect(paidFen).toEqual([188]);
  });

  it('sends a fission packet', async () => {
    const paidFen = await paidFenBy(async () => {
      const answer = await sendRedPack.answer(fission());
      expect(answer).toEqual(PAID);
      const [send] = await contract.sandbox.sends(String(dataOf(answer).mch_billno));
      expect(send).toMatchObject({
        call: 'sendgroupredpack',
        fields: { total_amount: '600', total_num: '3' },
      });
    });
    expect(paidFen).toEqual([600]);
  });

  it('accepts a client context of custom values, Chinese ones too', async () => {
    const clientContext = { custom: { campaign: '新年红包' } };
    expect(await sendRedPack.answer(packet(), { clientContext })).toEqual(PAID);
  });
});

describe('a warm execution environment', () => {
  it('pays the next packet over the TLS connection of the one before', async () => {
    await sendRedPack.answer(packet());
    const before = contract.backends.weChatPay.seen.connections;
    expect(await sendRedPack.answer(packet())).toEqual(PAID);
    expect(contract.backends.weChatPay.seen.connections).toBe(before);
  });

  it('sends at once when it thaws after the network has forgotten its idle connection', async () => {
    const proxy = await TcpProxy.start();
    proxy.forwardTo(contract.backends.weChatPay.hostPort);
    const environment = await ExecutionEnvironment.start(contract, 'sendRedPack', {
      WECHAT_PAY_HOSTS: proxy.hostPort,
    });
    try {
      await environment.answer(packet());
      environment.freeze();
      proxy.forget();
      // Longer than the function trusts an idle connection, by its own clock. Its timers stand still meanwhile.
      await sleep(4_500);
      const answering = environment.answer(packet());
      environment.thaw();
      const answer = await answering;
      expect(answer).toEqual(PAID);
      const requests = await contract.sandbox.requests(String(dataOf(answer).mch_billno));
      expect(requests.map(({ call }) => call)).toEqual(['sendredpack']);
    } finally {
      await environment.end();
      await proxy.close();
    }
  });
});

describe('the reading functions', () => {
  it('list, get and look up what was sent', async () => {
    const key = newKey();
    const { mch_billno } = dataOf(await sendRedPack.answer(packet({ idempotency_key: key })));
    const id = String(mch_billno).slice(0, 24);
    const [list, record, status] = await Promise.all([
      coldAnswer('getSentRedPackList', { limit: 1 }),
      coldAnswer('getSentRedPack', { idempotency_key: key }),
      coldAnswer('getRedPackStatus', { mch_billno }),
    ]);
    expect(list).toMatchObject({ status: 200, data: { objects: [{ id, pk: id }], meta: { limit: 1 } } });
    expect(record).toMatchObject({ status: 200, data: { id, mch_billno, total_amount: 1.88 } });
    expect(status).toMatchObject({ status: 200, data: { mch_billno, total_amount: '188', status: 'SENT' } });
    expect(Object.values(dataOf(status)).filter((value) => typeof value !== 'string')).toEqual([]);
  });
});
