import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEEDS_PERSON } from '../../shared/lambda/metrics';
import { ACCOUNT_FAULT_CODES, CERTIFICATE_REFUSED } from '../../shared/wechat-pay/responses/account-faults';
import { MEANINGS, meaningOf } from '../../shared/wechat-pay/responses/codes';
import { ROOT } from '../kit/process';
import { ALARMS, QUERIES } from '../kit/watch-template';

const OUTCOMES = { closes: 'refused', parks: 'retry', open: 'open' } as const;
const FAULTS = [...ACCOUNT_FAULT_CODES, CERTIFICATE_REFUSED, 'CERTIFICATE_UNUSABLE', 'DAILY_BUDGET'];

const PAGES = [
  ['docs/operate.md', /\*\*(Meaning)\.\*\*/, /\*\*Do[.:]|\| do \|/],
  ['docs/operate.zh-CN.md', /\*\*(含义)：\*\*/, /\*\*处理：|\| 处理 \|/],
] as const;

/** The sections of a page, by the names in their headings. */
function sectionsOf(page: string): Map<string, string> {
  const sections = page.split(/^###? /m).slice(1);
  return new Map(
    sections.flatMap((section) => {
      const [heading = ''] = section.split('\n');
      return heading.split(', ').map((name) => [name, section] as const);
    }),
  );
}

describe.each(PAGES)('%s', (file, meaning, action) => {
  const page = readFileSync(join(ROOT, file), 'utf8');
  const sections = sectionsOf(page);

  it.each(Object.keys(ALARMS))('says of %s what it means and what to do', (alarm) => {
    expect(sections.get(alarm)).toMatch(meaning);
    expect(sections.get(alarm)).toMatch(action);
  });

  it('has no section of an alarm that does not exist', () => {
    const named = [...sections.keys()].filter((name) => name.endsWith('Alarm'));
    expect(named.sort()).toEqual(Object.keys(ALARMS).sort());
  });

  it.each([...MEANINGS.keys()])('has a row for %s, with the outcome that callers see', (code) => {
    const row = page
      .split('\n')
      .find((line) => line.startsWith(`| \`${code}\` |`) && line.split('|').length === 7);
    expect(row).toContain(`| \`${OUTCOMES[meaningOf(code)]}\` |`);
  });

  it.each(FAULTS)('says what to do about the fault %s of an account', (code) => {
    const row = sections
      .get('AccountFaultAlarm')
      ?.split('\n')
      .find((line) => line.includes(`\`${code}\``));
    expect(row?.split('|')[2]?.trim().length).toBeGreaterThan(10);
  });

  it.each([...NEEDS_PERSON])('says what to do about the line: %s', (message) => {
    expect(sections.get('NeedsPersonAlarm')).toContain(`| \`${message}\` |`);
  });

  it('names each saved query', () => {
    expect(Object.keys(QUERIES)).toHaveLength(3);
    for (const name of ['one packet', 'refusals by code', 'slowest calls']) expect(page).toContain(name);
  });
});

test('both pages have the same sections and the same rows of codes', () => {
  const [english, chinese] = PAGES.map(([file]) => readFileSync(join(ROOT, file), 'utf8'));
  const shape = (page = '') => page.split('\n').filter((line) => /^\| (`|any|其他)/.test(line)).length;
  expect(shape(english)).toBe(shape(chinese));
  expect([...sectionsOf(english ?? '')].length).toBe([...sectionsOf(chinese ?? '')].length);
});
