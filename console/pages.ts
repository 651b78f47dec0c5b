import type { Page } from './page';
import { accountsPage } from './pages/accounts';
import { campaignsPage } from './pages/campaigns';
import { overviewPage } from './pages/overview';
import { packetsPage } from './pages/packets';
import { sandboxPage } from './pages/sandbox';

/** All pages, in the order of the navigation. */
export const PAGES: readonly Page[] = [overviewPage, packetsPage, campaignsPage, accountsPage, sandboxPage];
