import { campaignActs } from '../campaigns/acts';
import { approvalRoutes } from '../campaigns/approval';
import { awsRunRoutes } from '../campaigns/aws/routes';
import { campaignList } from '../campaigns/list';
import { campaignPage } from '../campaigns/page';
import { planRoutes } from '../campaigns/plan-routes';
import { reportFile } from '../campaigns/report';
import { bilingual } from '../language';
import type { Page } from '../page';
import { PLAN } from '../text/plan';

/** Some 300,000 rows, which are in memory while they arrive. The command line has no such limit. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export const campaignsPage: Page = {
  path: '/campaigns',
  label: bilingual('Campaigns', '活动'),
  icon: 'campaigns',
  maxBodyBytes: MAX_BODY_BYTES,
  tooLarge: bilingual(PLAN.en.tooLarge, PLAN.zh.tooLarge),
  routes(app) {
    app.get('/campaigns', campaignList);
    planRoutes(app);
    approvalRoutes(app);
    awsRunRoutes(app);
    app.get('/campaigns/:name', campaignPage);
    app.get('/campaigns/:name/report.html', reportFile('report.html'));
    app.get('/campaigns/:name/result.csv', reportFile('result.csv'));
    campaignActs(app);
  },
};
