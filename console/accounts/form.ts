import { type Html, html } from '../../cli/page/html';
import { DEFAULT_GATEWAY_TYPE, GATEWAY_TYPES } from '../../shared/api/send-params';
import { commandBlock, csrfField } from '../act';
import { redPackCommand } from '../equivalent';
import { icon } from '../icons';
import { COMMON } from '../text/common';
import { UPLOAD } from '../text/upload';
import { textOf, type Visit } from '../visit';

/** What a form that failed shows again. Never a file, a password or a key. */
export interface Entered {
  readonly account: string;
  readonly gateway: string;
  readonly mchId: string;
  readonly budget: string;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'file' | 'password' | 'text';
  readonly value?: string;
  readonly accept?: string;
  readonly isRequired?: boolean;
}

function field({ name, label, hint, type = 'text', value, accept, isRequired }: Field): Html {
  const describedBy = hint !== undefined && html` aria-describedby="${name}-hint"`;
  const more = html`${value !== undefined && html` value="${value}"`}${accept !== undefined && html` accept="${accept}"`}${isRequired === true && html` required`}`;
  return html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}" autocomplete="off" spellcheck="false"${more}${describedBy}>${hint !== undefined && html`<small id="${name}-hint">${hint}</small>`}</div>`;
}

function gateways(visit: Visit, chosen: string): Html {
  const options = GATEWAY_TYPES.map(
    (type) => html`<option${type === (chosen || DEFAULT_GATEWAY_TYPE) && html` selected`}>${type}</option>`,
  );
  return html`<div class="field"><label for="gateway">${textOf(visit, UPLOAD).gateway}</label><select id="gateway" name="gateway">${options}</select></div>`;
}

function check(name: string, label: string): Html {
  return html`<div class="check"><input type="checkbox" id="${name}" name="${name}" value="yes"><label for="${name}">${label}</label></div>`;
}

/** The form, with what it will do and the equivalent command: sending it is the confirmation. */
export function uploadForm(visit: Visit, { account, gateway, mchId, budget }: Entered): Html {
  const text = textOf(visit, UPLOAD);
  const common = textOf(visit, COMMON);
  const args = [
    'certificate',
    'put',
    '--official-account',
    account || 'APPID',
    '--mch-id',
    mchId || 'NUMBER',
  ];
  const command = redPackCommand(visit.console, [...args, '--p12', 'apiclient_cert.p12']);
  const pem = '.pem,.crt,.cer,.key,.txt';
  return html`<div class="packet"><form class="card stacked" method="post" action="/accounts/put" enctype="multipart/form-data" autocomplete="off">${csrfField(visit)}
<div class="fields">${field({ name: 'account', label: text.account, value: account, isRequired: true })}${field({ name: 'mch_id', label: text.merchant, value: mchId, isRequired: true })}${gateways(visit, gateway)}</div>
<fieldset><legend>${text.files}</legend><div class="fields">${field({ name: 'p12', label: text.p12, hint: text.p12Hint, type: 'file', accept: '.p12,.pfx' })}${field({ name: 'password', label: text.password, hint: text.passwordHint, type: 'password' })}</div>
<p class="soft or">${text.or}</p><div class="fields">${field({ name: 'certificate', label: text.certificate, hint: text.certificateHint, type: 'file', accept: pem })}${field({ name: 'private_key', label: text.privateKey, hint: text.privateKeyHint, type: 'file', accept: pem })}</div></fieldset>
<div class="fields">${field({ name: 'api_key', label: text.apiKey, hint: text.apiKeyHint, type: 'password', isRequired: true })}${field({ name: 'budget', label: text.budget, hint: text.budgetHint, value: budget })}</div>
${check('change_merchant', text.changeMerchant)}${check('skip_proof', text.skipProof)}
${!visit.console.allowsActions && html`<p class="soft">${icon('lock')} ${common.readOnlyAct}</p>`}
<p class="buttons"><button class="primary">${icon('upload')}${text.button}</button><a class="button" href="/accounts">${common.cancel}</a></p></form>
<section class="card confirm"><h2>${common.willDo}</h2><ul>${text.willDo.map((line) => html`<li>${line}</li>`)}</ul>${commandBlock(visit, command)}</section></div>`;
}
