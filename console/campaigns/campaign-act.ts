import type { Act, Confirmation, Done } from '../act';
import { showNotFound } from '../respond';
import type { Visit, VisitContext } from '../visit';
import type { Campaign } from './state';

/** An act on one campaign, at `/campaigns/<name>/<path>`. */
export interface CampaignAct {
  readonly path: string;
  readonly confirmation: (visit: Visit, campaign: Campaign) => Promise<Omit<Confirmation, 'back'>>;
  readonly run: (visit: Visit, campaign: Campaign, c: VisitContext) => Promise<Done['result']>;
}

/** Finds the campaign of the address first. */
export function actOf({ confirmation, run }: CampaignAct): Act {
  const find = (c: VisitContext): Promise<Campaign | null> =>
    c.get('visit').console.campaigns.find(c.req.param('name') ?? '');
  const pathOf = ({ folder }: Campaign): string => `/campaigns/${folder.name}`;
  return {
    async confirmation(c) {
      const campaign = await find(c);
      if (campaign === null) return showNotFound(c, c.req.param('name'));
      return { ...(await confirmation(c.get('visit'), campaign)), back: pathOf(campaign) };
    },
    async run(c) {
      const campaign = await find(c);
      if (campaign === null) return showNotFound(c, c.req.param('name'));
      return { result: await run(c.get('visit'), campaign, c), to: pathOf(campaign) };
    },
  };
}
