import type { FaultInput, Order } from '../../scripts/sandbox/index';
import { beijingTime } from '../unit/support/replies';

/**
 * Answers a query of a normal packet as opened by this openid. The sandbox names openids as they were given in the
 * send; under which appid WeChat names them is not documented.
 */
export function takenBy(openid: string, order: Order): FaultInput['fault'] {
  const { mch_billno, mchId, detail_id, amountFen, createdAtMs } = order;
  const fields = {
    ...{ return_code: 'SUCCESS', return_msg: 'OK', result_code: 'SUCCESS', err_code: 'SUCCESS' },
    ...{ mch_billno, mch_id: mchId, detail_id, status: 'RECEIVED', send_type: 'API', hb_type: 'NORMAL' },
    ...{ total_num: '1', total_amount: String(amountFen), send_time: beijingTime(createdAtMs) },
  };
  const xml = Object.entries(fields).map(([name, text]) => `<${name}><![CDATA[${text}]]></${name}>`);
  const recipient = `<openid>${openid}</openid><amount>${amountFen}</amount><rcv_time>${beijingTime(createdAtMs)}</rcv_time>`;
  const body = `<xml>${xml.join('')}<hblist><hbinfo>${recipient}</hbinfo></hblist></xml>`;
  return { kind: 'status', status: 200, headers: { 'content-type': 'text/plain' }, body };
}
