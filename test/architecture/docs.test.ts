import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../kit/process';

const PAGES = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((page) => page !== '' && page !== 'CHANGELOG.md' && existsSync(join(ROOT, page)));

const ROOMS = 'cli|console|docs|examples|functions|scripts|sdk|serverless|shared|test';
const SOURCE = new RegExp(`\`((?:${ROOMS})/[\\w./-]+)\``, 'g');
const LINK = /\]\(<?(?!https?:|mailto:|#)([^)#\s<>]+)(?:#[^)<>]*)?>?\)/g;

function missing(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const sources = [...text.matchAll(SOURCE)].map(([, path = '']) => path);
  const links = [...text.matchAll(LINK)].map(([, path = '']) => join(dirname(page), path));
  return [...sources, ...links].filter((path) => !existsSync(join(ROOT, path)));
}

test('there are pages to check', () => {
  expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md']));
});

test.each(PAGES)('every file that %s names exists', (page) => {
  expect(missing(page)).toEqual([]);
});

test.each(PAGES)('every code block of %s ends', (page) => {
  const fences = readFileSync(join(ROOT, page), 'utf8').match(/^ *```/gm) ?? [];
  expect(fences.length % 2).toBe(0);
});

const CHINESE_PAGES = PAGES.filter((page) => page.endsWith('.zh-CN.md'));

test.each(CHINESE_PAGES)('%s has an English page beside it', (page) => {
  expect(existsSync(join(ROOT, page.replace('.zh-CN', '')))).toBe(true);
});

test.each(CHINESE_PAGES)('%s has no half-width punctuation between Chinese characters', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  expect(text.match(/\p{Script=Han}[,:;()!?]+[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/gu) ?? []).toEqual(
    [],
  );
});
