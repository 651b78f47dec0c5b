import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../scripts/local/files';
import { openAccountFolder } from '../../scripts/local/standalone/account-folder';
import { removeTempFolders, tempFolder } from '../kit/folder';

/** The nth file from now on is written in part, as when the disk becomes full; 0 for none. */
let mockCutOff = 0;

jest.mock('node:fs/promises', () => {
  const real = jest.requireActual<typeof import('node:fs/promises')>('node:fs/promises');
  const writeFile = async (path: string, content: string | Buffer, options: object) => {
    mockCutOff -= 1;
    if (mockCutOff !== 0) return real.writeFile(path, content, options);
    await real.writeFile(path, content.slice(0, content.length / 2), options);
    throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
  };
  return { ...real, writeFile };
});

let dir: string;
beforeEach(async () => {
  dir = await tempFolder();
});
afterEach(() => {
  mockCutOff = 0;
});
afterAll(removeTempFolders);

describe('the files of a sandbox’s account', () => {
  it('are completed by a later start, whichever of them was cut off when the disk became full', async () => {
    for (const written of [0, 1, 2, 3, 4, 5]) {
      // Each start but the first writes one more file before the one that is cut off.
      mockCutOff = written === 0 ? 1 : 2;
      await expect(openAccountFolder(dir)).rejects.toThrow('ENOSPC');
      expect(readdirSync(dir)).toHaveLength(written);
    }
    await openAccountFolder(dir);
    expect(readdirSync(dir)).toHaveLength(6);
  });
});

describe('a file that is replaced', () => {
  it('keeps its text, alone in its folder, when the new one cannot be written', async () => {
    const file = join(dir, 'secrets.json');
    writeFileSync(file, 'old');
    mockCutOff = 1;
    await expect(writeFileAtomically(file, 'new text')).rejects.toThrow('ENOSPC');
    expect(readdirSync(dir)).toEqual(['secrets.json']);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });
});
