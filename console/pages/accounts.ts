import { html } from '../../cli/html/html';
import { bilingual } from '../language';
import type { Page } from '../page';
import { empty, show } from '../respond';

const label = bilingual('Accounts', '账户');

export const accountsPage: Page = {
  path: '/accounts',
  label,
  icon: 'accounts',
  routes(app) {
    app.get('/accounts', (c) =>
      show(c, { title: label[c.get('visit').language], body: html`${empty('…', '…')}` }),
    );
  },
};
