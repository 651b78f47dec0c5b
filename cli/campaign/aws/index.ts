/** What campaigns do on AWS, for modules that load it late (`../on-aws.ts`). */
export { requireApproval } from './approval';
export { findApprovable, storeApproval, verifyUploaded } from './approve';
export { describeOnAws, stateLines, statesOf } from './describe';
export { onCampaignStack, withResources } from './open';
export { campaignResourcesOf } from './resources';
export { prepareStart, startCampaign } from './start';
export { stopCampaign } from './stop';
export { submitPlan } from './submit';
