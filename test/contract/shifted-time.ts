import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tempFolder } from '../kit/folder';
import { type Contract, type ContractOptions, startContract } from './harness';
import type { SandboxAdmin } from './sandbox';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** Time that passes at once, for the functions and for WeChat alike, and clocks of functions that are wrong. */
export class ShiftedTime {
  /** @param path where shifted-clock.cjs reads by how much the functions' clocks are ahead */
  constructor(private readonly path: string) {
    writeFileSync(path, '0');
  }

  /** What the functions need in their environment for their clocks to be shifted. */
  get environment() {
    return { CLOCK_SHIFT_FILE: this.path };
  }

  /** Moves the one clock of the local stack. */
  async pass(ms: number, sandbox: SandboxAdmin): Promise<void> {
    await sandbox.call('POST', '/clock', { advanceMs: ms });
  }

  /** The functions' clocks alone are so far ahead of the true time; negative where they are behind. */
  misset(aheadMs: number): void {
    writeFileSync(this.path, String(aheadMs));
  }
}

/** A contract whose time passes when a test says so. */
export interface ShiftedContract {
  readonly contract: Contract;
  pass(ms: number): Promise<void>;
  /** The functions' clocks alone are so far ahead of the true time; negative where they are behind. */
  misset(aheadMs: number): void;
  close(): Promise<void>;
}

/** Starts all of it with functions whose clocks can be shifted. `close()` it. */
export async function startShiftedContract(options: ContractOptions = {}): Promise<ShiftedContract> {
  const folder = await tempFolder();
  const time = new ShiftedTime(join(folder, 'shift'));
  const preload = JSON.stringify(join(__dirname, 'shifted-clock.cjs'));
  const environment = { ...options.environment, ...time.environment, NODE_OPTIONS: `--require ${preload}` };
  const contract = await startContract({ ...options, environment });
  return {
    contract,
    pass: (ms) => time.pass(ms, contract.sandbox),
    misset: (aheadMs) => time.misset(aheadMs),
    close: async () => {
      await contract.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
