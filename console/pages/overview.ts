import { html } from '../../cli/html/html';
import { bilingual } from '../language';
import type { Page } from '../page';
import { empty, show } from '../respond';

const label = bilingual('Overview', '概览');

export const overviewPage: Page = {
  path: '/',
  label,
  icon: 'overview',
  routes(app) {
    app.get('/', (c) => show(c, { title: label[c.get('visit').language], body: html`${empty('…', '…')}` }));
  },
};
