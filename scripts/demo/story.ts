import { type PaidData, RedPack } from '../../sdk/index';

const PACKET = {
  type: 'normal',
  send_name: '红包铺',
  re_openid: 'oDemoUser000000000000000001A',
  total_amount: 1.88,
  total_num: 1,
  wishing: '恭喜发财',
  act_name: '新年红包',
  remark: 'npm run demo',
} as const;

function tell(what: string, data?: unknown): void {
  console.log(`\n${what}`);
  if (data !== undefined) console.log(JSON.stringify(data, null, 2).replace(/^/gm, '    '));
}

async function admin<T>(url: string, method: string, body?: object): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`the sandbox returned ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

interface Ledger {
  readonly payments: readonly { readonly mch_billno: string; readonly amountFen: number }[];
}

function isPaid(data: object): data is PaidData {
  return 'return_code' in data;
}

/** Plays the main use cases against a running stack. @throws Error if a step has another outcome than it should */
export async function story(
  sandbox: string,
  account: { readonly appid: string; readonly mchId: string },
): Promise<void> {
  const redPack = new RedPack();
  const packet = { ...PACKET, official_account_id: account.appid, idempotency_key: 'demo-order-1' };

  tell('1. Send a red packet of 1.88 yuan over mutual TLS. WeChat Pay (the sandbox) confirms it:');
  const sent = await redPack.sendRedPack(packet);
  console.log(JSON.stringify(sent.data, null, 2).replace(/^/gm, '    '));
  if (!isPaid(sent.data)) throw new Error('the demo packet was not paid');

  tell('2. Retry with the same key, as after a lost response: answered from the record, not paid again.');
  const again = await redPack.sendRedPack(packet);
  if (JSON.stringify(again) !== JSON.stringify(sent)) throw new Error('the retry returned another result');

  tell('3. Send a second one; WeChat pays it, but the connection breaks before its response arrives.');
  await admin(`${sandbox}/faults`, 'POST', { call: 'send', fault: { kind: 'reset', when: 'after' } });
  const broken = await redPack.sendRedPack({
    ...packet,
    idempotency_key: 'demo-order-2',
    total_amount: 8.88,
  });
  tell('   The function queried the order number, and so knows the outcome:', broken.data);

  tell('4. The recipient opens the first packet. Its status, queried from WeChat:');
  await admin(`${sandbox}/packets/open`, 'POST', { mchId: account.mchId, mch_billno: sent.data.mch_billno });
  const { data: status } = await redPack.getRedPackStatus({ mch_billno: sent.data.mch_billno });
  console.log(JSON.stringify(status, null, 2).replace(/^/gm, '    '));

  const { data: list } = await redPack.getSentRedPackList({ limit: 10 });
  tell('5. The list of sent red packets, newest first:', {
    meta: list.meta,
    objects: list.objects.map(({ id, total_amount, status: word, result }) => ({
      id,
      total_amount,
      status: word,
      result,
    })),
  });
  const first = list.objects.at(-1);
  if (first === undefined) throw new Error('the list is empty');
  tell('6. One full record:', (await redPack.getSentRedPack(first.id)).data);

  const { payments } = await admin<Ledger>(`${sandbox}/ledger`, 'GET');
  tell(
    `7. WeChat's ledger: three calls of sendRedPack, ${payments.length === 2 ? 'two' : payments.length} payments.`,
    payments,
  );
  if (payments.length !== 2) throw new Error(`the ledger has ${payments.length} payments, expected 2`);
}
