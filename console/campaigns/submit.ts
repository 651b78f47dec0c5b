import { onAws } from '../../cli/campaign/on-aws';
import { openCampaign } from '../../cli/campaign/open';
import { html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { redPackCommand } from '../equivalent';
import { InputError } from '../errors';
import { APPROVAL } from '../text/approval';
import { COMMON } from '../text/common';
import { textOf } from '../visit';
import type { CampaignAct } from './campaign-act';

/** Uploads a plan, so that another person can approve it. */
export const SUBMIT: CampaignAct = {
  path: 'submit',
  confirmation(visit, { folder, manifest }) {
    const { submit, local } = textOf(visit, APPROVAL);
    if (visit.console.stack.isLocal) return Promise.reject(new InputError(local));
    const packets = textOf(visit, COMMON).packets(manifest.count);
    return Promise.resolve({
      title: submit.title(folder.name),
      willDo: submit.lines(packets, yuanShown(manifest.total_fen)),
      command: redPackCommand(visit.console, [
        ...['campaign', 'submit', folder.name],
        ...visit.console.campaigns.dirArgs,
      ]),
      ...{ button: submit.button, icon: 'upload', movesMoney: false },
    });
  },
  async run(visit, { folder }) {
    const { submit, local } = textOf(visit, APPROVAL);
    const { stack } = visit.console;
    if (stack.isLocal) throw new InputError(local);
    const plan = await openCampaign(folder);
    const { onCampaignStack, submitPlan } = onAws();
    await onCampaignStack(stack, (on) => submitPlan(on, folder.path, plan));
    const command = redPackCommand(visit.console, ['campaign', 'approve', folder.name]);
    return html`<h2>${submit.done}</h2><p>${submit.doneWhat}</p><pre tabindex="0"><code>${command}</code></pre>`;
  },
};
