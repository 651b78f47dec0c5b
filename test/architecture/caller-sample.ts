/** What a caller writes, in a project with `strict`. */
export const CALLER = `import { HError, RedPack, type DetailedRecord, type PaidData, type Progress } from 'red-pack';
const redPack = new RedPack({ functionPrefix: 'mine-', maxInFlight: 10, maxWaitMs: Infinity,
  onProgress: ({ name, waiting, inFlight, done }: Progress) => console.log(name, waiting + inFlight + done) });
const params = {
  type: 'normal', official_account_id: 'wx1', re_openid: 'o1', send_name: 's', total_amount: 1.1, total_num: 1,
  wishing: 'w', act_name: 'a', remark: 'r', gateway_type: 'weixin_tenpay_js', idempotency_key: 'k',
};
export async function pay(): Promise<PaidData | string> {
  const { data } = await redPack.sendRedPack(params);
  const code: string | undefined = data.err_code;
  const outcome: 'open' | 'retry' | 'refused' | undefined = data.outcome;
  if (data.return_code === 'SUCCESS') return data;
  return data.outcome + data.err_code + data.idempotency_key + code + outcome;
}
export async function status(which: string): Promise<string> {
  const { data } = await redPack.getRedPackStatus(which);
  for (const { openid, amount } of data.hblist ?? []) console.log(openid, amount.length);
  if (data.outcome === undefined) return data.status + data.total_amount + (data.refund_time ?? '');
  return data.err_code_des + (await redPack.getRedPackStatus({ idempotency_key: 'k' })).data.status;
}
export async function read(): Promise<DetailedRecord> {
  const plain = await redPack.getSentRedPack('5c474dd8e2aa136e58867af3');
  const listid: string | undefined = plain.data.result?.send_listid;
  const since: number | null | undefined = plain.data.received_at;
  console.log(listid, since, plain.data.result?.return_code === 'SUCCESS' && plain.data.result.send_listid.length);
  const { data } = await redPack.getSentRedPack({ mch_billno: 'b', details: true });
  console.log(data.history.map(({ at, event }) => event + at), data.proof === 'echo');
  return data;
}
export async function list(): Promise<void> {
  const { data } = await redPack.getSentRedPackList({ re_openid: 'o1', details: true, limit: 5 });
  console.log(data.objects[0]?.pk, data.meta.total_count);
  for await (const record of redPack.sentRedPacks({ re_openid: 'o1', limit: 50 })) console.log(record.id);
}
export const failed = (error: unknown): number | null => (error instanceof HError ? error.code : null);
`;

/** What must not compile: in each, the first text is replaced by the second. */
export const MISTAKES: readonly (readonly [string, string, string])[] = [
  ['an amount that is text', 'total_amount: 1.1', "total_amount: '1.1'"],
  ['a param that is missing', "wishing: 'w', ", ''],
  ['an option that does not exist', 'maxInFlight: 10', 'maxInflight: 10'],
  ['a read by a number', "getSentRedPack('5c474dd8e2aa136e58867af3')", 'getSentRedPack(5)'],
  ['a param that the iteration does not have', "{ re_openid: 'o1', limit: 50 }", '{ offset: 5 }'],
  ['details that were not asked for', "{ mch_billno: 'b', details: true }", "{ mch_billno: 'b' }"],
];
