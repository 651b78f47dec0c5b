import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckedFile } from '../../cli/campaign/plan/check-file';
import { makeTempFolder } from '../../cli/campaign/plan/temp-folder';
import type { PlanFields } from './plan-fields';

/** A file that nobody makes a plan of is deleted after so long. */
const KEPT_MS = 15 * 60_000;
/** More files than this are not kept; the oldest goes. */
const MAX_KEPT = 5;
const MAX_NAME = 80;

/** A file on its way to a plan. */
export interface Upload {
  readonly id: string;
  /** As the person's machine calls it. */
  readonly name: string;
  /** Readable only by the user of this console. */
  readonly path: string;
  /** For files beside it. */
  readonly dir: string;
  readonly remove: () => void;
}

export interface Reviewed {
  readonly upload: Upload;
  readonly fields: PlanFields;
  readonly checked: CheckedFile;
}

/** What a browser calls a file, as a name that messages may show and a folder takes. */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const safe = last.replace(/[^\p{L}\p{N} ._()-]/gu, '_').replace(/^\.+/, '');
  return safe.slice(-MAX_NAME).trim() || 'recipients';
}

/** Writes an uploaded file into a temporary folder, readable only by this user. */
export async function takeUpload(file: File): Promise<Upload> {
  const folder = makeTempFolder();
  const name = safeFileName(file.name);
  const path = join(folder.path, name);
  try {
    await writeFile(path, Buffer.from(await file.arrayBuffer()), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    folder.remove();
    throw error;
  }
  return { id: randomUUID(), name, path, dir: folder.path, remove: folder.remove };
}

/** Checked files, until their plan is made: then, or after a quarter of an hour, they are deleted. */
export class Uploads {
  private readonly kept = new Map<string, Reviewed>();
  /** Uploads of which a plan is being made, with whether they are to be deleted after it. */
  private readonly inUse = new Map<string, boolean>();

  keep(reviewed: Reviewed): void {
    const { id } = reviewed.upload;
    this.kept.set(id, reviewed);
    setTimeout(() => this.remove(id), KEPT_MS).unref();
    const oldest = [...this.kept.keys()].find((each) => !this.inUse.has(each));
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.remove(oldest);
  }

  get(id: string): Reviewed | null {
    return this.kept.get(id) ?? null;
  }

  /** Makes a plan of an upload, whose files stay until then. */
  async use<T>(id: string, make: () => Promise<T>): Promise<T> {
    this.inUse.set(id, false);
    try {
      return await make();
    } finally {
      const isUnwanted = this.inUse.get(id) === true;
      this.inUse.delete(id);
      if (isUnwanted) this.remove(id);
    }
  }

  /** Deletes its files, at once or after their use. */
  remove(id: string): void {
    if (this.inUse.has(id)) {
      this.inUse.set(id, true);
      return;
    }
    this.kept.get(id)?.upload.remove();
    this.kept.delete(id);
  }

  /** When the console ends. */
  clear(): void {
    for (const id of [...this.kept.keys()]) this.remove(id);
  }
}
