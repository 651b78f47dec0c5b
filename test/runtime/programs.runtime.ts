import { execFileSync } from 'node:child_process';
import { runtimePrograms } from '../../scripts/runtime/packages';
import { RUNTIME } from './functions';

it('the functions run on the Node that serverless.yml names', () => {
  const version = execFileSync(runtimePrograms().node, ['--version'], { encoding: 'utf8' });
  const [major] = version.slice(1).split('.');
  expect(`nodejs${major}.x`).toBe(RUNTIME);
});
