import { reasonText } from '../../cli/campaign/plan/reason/say';
import { type Html, html } from '../../cli/page/html';
import type { SendRedPackParams } from '../../sdk/index';
import { ParamError } from '../../shared/api/errors';
import { parseSendParams } from '../../shared/api/send-params';
import { InputError } from '../errors';
import { icon } from '../icons';
import { SANDBOX } from '../text/sandbox';
import { textOf, type Visit } from '../visit';
import { type Fields, numberIn, textIn } from './fault-input';
import { form, input, select } from './form';
import type { View } from './view';

/** A packet that one click sends. */
const INITIAL = {
  re_openid: 'oSANDBOXopenid0000000000001A',
  total_amount: '1.88',
  total_num: '1',
  wishing: '恭喜发财',
  send_name: '红包铺',
  act_name: '新年红包',
  remark: 'sandbox',
} as const;

/** The field with the key of a page, under which a second click on it sends nothing new. */
const PAGE_KEY = 'page_key';

/** @param pageKey of a packet for which none is given */
export function sendCard(visit: Visit, { totals }: View, pageKey: string): Html {
  const text = textOf(visit, SANDBOX);
  const { params } = text;
  const [appid = ''] = totals.accounts[0]?.appids ?? [];
  const of = (name: keyof typeof INITIAL) =>
    input({ name, label: params[name], value: INITIAL[name], isRequired: true });
  const kinds = (['normal', 'fission'] as const).map((value) => ({ value, label: text.types[value] }));
  const more = html`<details><summary>${text.more}</summary><div class="fields">${select('type', params.type, kinds)}${of('total_num')}${of('send_name')}${of('act_name')}${of('remark')}
${input({ name: 'official_account_id', label: params.official_account_id, value: appid, isRequired: true })}${input({ name: 'scene_id', label: params.scene_id, hint: text.sceneHint })}${input({ name: 'idempotency_key', label: params.idempotency_key, hint: text.keyHint })}</div></details>`;
  const amount = input({
    ...{ name: 'total_amount', label: params.total_amount, value: INITIAL.total_amount, isRequired: true },
    inputmode: 'decimal',
  });
  // Browsers that keep fields over a reload would keep the key as well.
  const key = html`<input type="hidden" name="${PAGE_KEY}" value="${pageKey}" autocomplete="off">`;
  const content = html`${key}${of('re_openid')}${amount}${of('wishing')}<button class="danger">${icon('sent')}${text.send}</button>${more}`;
  return html`<section class="card stacked"><h2>${text.sendTitle}</h2>${form(visit, 'send', content, 'send')}</section>`;
}

/** What the function would refuse, said in the language of the page. @throws InputError */
export function checkParams({ language }: Visit, params: SendRedPackParams): void {
  try {
    parseSendParams({ ...params });
  } catch (error) {
    if (!(error instanceof ParamError) || error.faults.length === 0) throw error;
    const reason = error.faults.map((fault) => ({ kind: 'param', ...fault }) as const);
    throw new InputError(reasonText(reason, language));
  }
}

/** Whether no key was given, so that the packet has that of its page. */
export function hasPageKey(fields: Fields): boolean {
  return textIn(fields, 'idempotency_key') === '';
}

/** Params of the form; @throws InputError for what is no number */
export function sendParams(fields: Fields): SendRedPackParams {
  const text = (name: string): string => textIn(fields, name);
  const optional = {
    scene_id: text('scene_id'),
    idempotency_key: text(hasPageKey(fields) ? PAGE_KEY : 'idempotency_key'),
  };
  return {
    type: text('type'),
    official_account_id: text('official_account_id'),
    re_openid: text('re_openid'),
    send_name: text('send_name'),
    total_amount: numberIn(fields, 'total_amount'),
    total_num: numberIn(fields, 'total_num'),
    wishing: text('wishing'),
    act_name: text('act_name'),
    remark: text('remark'),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== '')),
  };
}
