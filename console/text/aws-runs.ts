import { bilingual } from '../language';
import { AWS_RUNS_EN } from './aws-runs-en';
import { AWS_RUNS_ZH } from './aws-runs-zh';

/** Runs of a campaign by Step Functions: their page, and the acts of starting and stopping them. */
export const AWS_RUNS = bilingual(AWS_RUNS_EN, AWS_RUNS_ZH);
