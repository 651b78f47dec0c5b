import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { billno, MCH_ID, OPENID, type Stage, setStage } from '../sandbox/harness';
import { record } from './kit';
import { sandboxConsole } from './sandbox-kit';

let stage: Stage;
afterEach(async () => {
  await stage.end();
  await removeTempFolders();
});

/** A sandbox whose ledger has payments of these numbers, oldest first. */
async function stageWith(numbers: readonly string[]): Promise<void> {
  const ledgerFile = join(await tempFolder(), 'ledger');
  const payments = numbers.map((mch_billno, index) => ({
    put: 'movement',
    value: {
      ...{ seq: index + 1, kind: 'payment', mchId: MCH_ID, mch_billno },
      ...{ re_openid: OPENID, amountFen: 100, atMs: 0 },
    },
  }));
  writeFileSync(ledgerFile, `${JSON.stringify(payments)}\n`);
  stage = await setStage({ ledgerFile });
}

async function page(path: string): Promise<string> {
  return (await sandboxConsole(stage).get(path)).text();
}

/** The order numbers of the rows. */
function rowsOf(html: string): string[] {
  return [...html.matchAll(/<td class="mono">(\w*)<\/td>/g)].map(([, number = '']) => number);
}

describe('the ledger page', () => {
  const numbers = Array.from({ length: 250 }, (_, index) => `n${index + 1}`);

  it('shows a hundred movements, the newest first, and links to the others', async () => {
    await stageWith(numbers);
    const first = await page('/sandbox/ledger');
    expect(rowsOf(first)).toHaveLength(100);
    expect(rowsOf(first)[0]).toBe('n250');
    expect(first).toContain('1–100 of 250');
    expect(first).toContain('href="/sandbox/ledger?offset=100"');
    const last = await page('/sandbox/ledger?offset=200');
    expect([rowsOf(last).length, rowsOf(last).at(-1)]).toEqual([50, 'n1']);
    expect(last).toContain('201–250 of 250');
  });

  it('shows the last page for an offset beyond it, and the first for one that is no number', async () => {
    await stageWith(numbers);
    expect(rowsOf(await page('/sandbox/ledger?offset=9999')).at(-1)).toBe('n1');
    expect(rowsOf(await page('/sandbox/ledger?offset=-1'))[0]).toBe('n250');
  });

  it('needs no pages for a hundred movements', async () => {
    await stageWith(numbers.slice(0, 100));
    const only = await page('/sandbox/ledger');
    expect(rowsOf(only)).toHaveLength(100);
    expect(only).not.toContain('class="pager"');
  });

  it('names numbers that were paid twice, also those of another page', async () => {
    await stageWith(['twice', 'twice', ...numbers]);
    const first = await page('/sandbox/ledger');
    expect(first).toContain('Paid more than once: twice');
    expect(first).not.toContain('paid at most once');
  });
});

it('the sandbox page asks for the orders that it shows, and for no whole ledger', async () => {
  stage = await setStage();
  const mch_billno = billno();
  await stage.merchant.send({ mch_billno });
  await stage.merchant.send();
  const shown = record({ mch_billno, mch_id: MCH_ID, id: mch_billno.slice(0, 24) });
  const fetched = jest.spyOn(globalThis, 'fetch');
  const { get } = sandboxConsole(stage, [shown]);
  for (const path of ['/sandbox', '/sandbox/live', '/sandbox/ledger'])
    expect(await (await get(path)).text()).toContain(mch_billno);
  const paths = fetched.mock.calls.map(([input]) =>
    (typeof input === 'string' ? input : '').replace(stage.admin.url, ''),
  );
  fetched.mockRestore();
  expect(paths).toContain(`/orders?limit=1000&mch_billno=${mch_billno}`);
  expect(paths.filter((path) => path.startsWith('/ledger'))).toEqual([]);
});
