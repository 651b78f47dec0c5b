import type { Hono } from 'hono';
import { act } from '../../act';
import type { VisitEnv } from '../../visit';
import { FIND, findRuns } from './find';
import { runsPage, runsPath } from './page';
import { START } from './start';
import { STOP_ON_AWS } from './stop';

/** Runs of campaigns by Step Functions. */
export function awsRunRoutes(app: Hono<VisitEnv>): void {
  const path = runsPath(':name');
  app.get(FIND, findRuns);
  app.get(path, runsPage);
  act(app, `${path}/start`, START);
  act(app, `${path}/stop`, STOP_ON_AWS);
}
