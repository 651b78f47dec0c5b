import { bilingual } from '../language';
import type { Page } from '../page';
import { sandboxActs } from '../sandbox/acts';
import { faultPage } from '../sandbox/fault-page';
import { ledgerPage } from '../sandbox/ledger-page';
import { livePackets, sandboxPageOf } from '../sandbox/page';
import { playScenario, saveScenario, stopScenario } from '../sandbox/scenario';
import { SandboxSession } from '../sandbox/session';
import { settingsPage } from '../sandbox/settings-page';

/** A scenario's file. */
const MAX_BODY_BYTES = 1024 * 1024;

export const sandboxPage: Page = {
  path: '/sandbox',
  label: bilingual('Sandbox', '沙箱'),
  icon: 'sandbox',
  isLocalOnly: true,
  maxBodyBytes: MAX_BODY_BYTES,
  routes(app) {
    const session = new SandboxSession();
    app.get('/sandbox', (c) => sandboxPageOf(c, session));
    app.get('/sandbox/live', (c) => livePackets(c, session));
    app.get('/sandbox/fault', faultPage);
    app.get('/sandbox/settings', (c) => settingsPage(c, session));
    app.get('/sandbox/ledger', (c) => ledgerPage(c, session));
    app.get('/sandbox/scenario.json', (c) => saveScenario(c, session));
    app.post('/sandbox/play', (c) => playScenario(c, session));
    app.post('/sandbox/stop', (c) => stopScenario(c, session));
    sandboxActs(app, session);
  },
};
