import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readService } from '../local/service-file';
import type { Bench } from './pages-cases';
import { startMeter } from './pages-meter';
import { localClient, startSeededTable } from './pages-table';

/** Runs `measure` on a table of `count` records behind a meter. */
export async function withTable(count: number, measure: (bench: Bench) => Promise<void>): Promise<void> {
  const { table } = await readService(join(__dirname, '../../serverless.yml'));
  const path = await mkdtemp(join(tmpdir(), 'red-pack-pages-'));
  const meter = await startMeter();
  try {
    const seeded = await startSeededTable(path, table, count);
    const client = localClient(meter.endpoint);
    meter.lead(seeded.endpoint);
    try {
      await measure({ client, table: seeded.name, count, meter });
    } finally {
      client.destroy();
      await seeded.close();
    }
  } finally {
    await meter.close();
    await rm(path, { recursive: true, force: true });
  }
}
