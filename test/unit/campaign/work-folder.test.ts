import fs, { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeWorkFolder } from '../../../shared/campaign/work-folder';
import { removeTempFolders, tempFolder } from '../../kit/folder';

afterEach(() => jest.restoreAllMocks());
afterAll(removeTempFolders);

let dir: string;
beforeEach(async () => {
  dir = join(await tempFolder(), 'campaigns/spring');
});

it('makeWorkFolder makes a folder of its own for each call, with the folders above it, for the owner alone', () => {
  const [one, other] = [makeWorkFolder(dir), makeWorkFolder(dir)];
  expect(readdirSync(dir)).toHaveLength(2);
  for (const path of [one, other, dir]) expect(statSync(path).mode & 0o777).toBe(0o700);
});

it('makeWorkFolder needs no folder that another process has just deleted, as it does with an empty one', () => {
  mkdirSync(dir, { recursive: true });
  jest.spyOn(fs, 'readdirSync').mockImplementationOnce(() => {
    rmdirSync(dir);
    return [];
  });
  expect(statSync(makeWorkFolder(dir)).isDirectory()).toBe(true);
});
