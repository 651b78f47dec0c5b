import { html } from '../../cli/html/html';
import { bilingual } from '../language';
import type { Page } from '../page';
import { empty, show } from '../respond';

const label = bilingual('Packets', '红包');

export const packetsPage: Page = {
  path: '/packets',
  label,
  icon: 'packets',
  routes(app) {
    app.get('/packets', (c) =>
      show(c, { title: label[c.get('visit').language], body: html`${empty('…', '…')}` }),
    );
  },
};
