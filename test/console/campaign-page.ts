import { readdir } from 'node:fs/promises';

/** What the form of a campaign needs besides its file. */
export const FIELDS = {
  campaign: 'spring',
  ...{ 'official-account': 'wx1234567890abcdef', 'send-name': '红包铺', 'act-name': '新年' },
  ...{ wishing: '恭喜发财', remark: '备注' },
};

/** Without its markup. */
export function textOf(page: string): string {
  return page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

/** What a form sends unseen: what its page has shown. */
export function hiddenFields(page: string): Record<string, string> {
  const fields = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
}

/** Packets and yuan of a line of the outcomes. */
export function outcome(page: string, name: string): string[] {
  const row = new RegExp(`<tr id="outcome-${name}">(.*?)</tr>`, 's').exec(page)?.[1] ?? '';
  return [...row.matchAll(/<td class="num">([^<]*)</g)].map(([, text = '']) => text);
}

/** What is there of runs that were started in the background. */
export async function runLogs(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('run.log'));
}
