import { type Html, html } from '../cli/page/html';
import { icon } from './icons';
import { COMMON } from './text/common';
import { textOf, type Visit } from './visit';

const COMMAND = 'npx serverless invoke local -f sendRedPack -p test/events/send-normal.json';

/** For an empty page of the local stack: how the first packet gets there. */
export function firstPacket(visit: Visit): Html {
  const { sendFirst, orFrom } = textOf(visit, COMMON);
  return html`<a class="button primary" href="/sandbox">${icon('sent')}${sendFirst}</a><br>${orFrom}<br><code>${COMMAND}</code>`;
}
