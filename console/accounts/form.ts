import { type Html, html } from '../../cli/page/html';
import { optionArgs } from '../../cli/shell';
import { DEFAULT_GATEWAY_TYPE, GATEWAY_TYPES } from '../../shared/api/send-params';
import { commandBlock, csrfField } from '../act';
import { redPackCommand } from '../equivalent';
import { checkbox, choice, field } from '../fields';
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

function gateways(visit: Visit, chosen: string): Html {
  const label = textOf(visit, UPLOAD).gateway;
  const options = GATEWAY_TYPES.map((type) => [type, type] as const);
  return choice({ name: 'gateway', label, value: chosen || DEFAULT_GATEWAY_TYPE }, options);
}

/** The form, with what it will do and the equivalent command: sending it is the confirmation. */
export function uploadForm(visit: Visit, { account, gateway, mchId, budget }: Entered): Html {
  const text = textOf(visit, UPLOAD);
  const common = textOf(visit, COMMON);
  const args = [
    'certificate',
    'put',
    ...optionArgs('official-account', account || 'APPID'),
    ...optionArgs('mch-id', mchId || 'NUMBER'),
  ];
  const command = redPackCommand(visit.console, [...args, '--p12', 'apiclient_cert.p12']);
  const pem = '.pem,.crt,.cer,.key,.txt';
  return html`<div class="packet"><form class="card stacked" method="post" action="/accounts/put" enctype="multipart/form-data" autocomplete="off">${csrfField(visit)}
<div class="fields">${field({ name: 'account', label: text.account, value: account, isRequired: true })}${field({ name: 'mch_id', label: text.merchant, value: mchId, isRequired: true })}${gateways(visit, gateway)}</div>
<fieldset><legend>${text.files}</legend><div class="fields">${field({ name: 'p12', label: text.p12, hint: text.p12Hint, type: 'file', accept: '.p12,.pfx' })}${field({ name: 'password', label: text.password, hint: text.passwordHint, type: 'password' })}</div>
<p class="soft or">${text.or}</p><div class="fields">${field({ name: 'certificate', label: text.certificate, hint: text.certificateHint, type: 'file', accept: pem })}${field({ name: 'private_key', label: text.privateKey, hint: text.privateKeyHint, type: 'file', accept: pem })}</div></fieldset>
<div class="fields">${field({ name: 'api_key', label: text.apiKey, hint: text.apiKeyHint, type: 'password', isRequired: true })}${field({ name: 'budget', label: text.budget, hint: text.budgetHint, value: budget })}</div>
${checkbox('change_merchant', text.changeMerchant)}${checkbox('skip_proof', text.skipProof)}
${!visit.console.allowsActions && html`<p class="soft">${icon('lock')} ${common.readOnlyAct}</p>`}
<p class="buttons"><button class="primary">${icon('upload')}${text.button}</button><a class="button" href="/accounts">${common.cancel}</a></p></form>
<section class="card confirm"><h2>${common.willDo}</h2><ul>${text.willDo.map((line) => html`<li>${line}</li>`)}</ul>${commandBlock(visit, command)}</section></div>`;
}
