import { writeFileSync } from 'node:fs';
import type { SandboxAdmin } from '../contract/sandbox';

/** Time that passes at once, for the containers and for WeChat alike; only while nothing runs. */
export class ShiftedTime {
  private shiftMs = 0;

  /** @param path where the containers' preload reads by how much their clocks are ahead */
  constructor(private readonly path: string) {
    writeFileSync(path, '0');
  }

  async pass(minutes: number, sandbox: SandboxAdmin): Promise<void> {
    const ms = minutes * 60_000;
    this.shiftMs += ms;
    await sandbox.call('POST', '/clock', { advanceMs: ms });
    writeFileSync(this.path, String(this.shiftMs));
  }
}
