import { readFileIfAny, writeFileAtomically } from '../files';

/** One value of a secret. */
export interface SecretVersion {
  readonly id: string;
  readonly string: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly stages: readonly string[];
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** Oldest first. */
  readonly versions: readonly SecretVersion[];
}

/** Secrets by name, stored in one file that only its owner can read. */
export class SecretStore {
  readonly #file: string;
  readonly #secrets: Map<string, Secret>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, secrets: Map<string, Secret>) {
    this.#file = file;
    this.#secrets = secrets;
  }

  /** @throws SyntaxError if the file is not JSON: a half-edited file must not be overwritten. */
  static async open(file: string): Promise<SecretStore> {
    const text = await readFileIfAny(file);
    const list = text === null ? [] : (JSON.parse(text) as Secret[]);
    return new SecretStore(file, new Map(list.map((secret) => [secret.name, secret])));
  }

  /** By name or ARN. */
  find(id: string): Secret | undefined {
    return this.#secrets.get(id) ?? this.all().find(({ arn }) => arn === id);
  }

  /** In the order of their names. */
  all(): Secret[] {
    return [...this.#secrets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Resolves when the secret is on disk. */
  async put(secret: Secret): Promise<void> {
    this.#secrets.set(secret.name, secret);
    await this.#save();
  }

  async remove(name: string): Promise<void> {
    this.#secrets.delete(name);
    await this.#save();
  }

  #save(): Promise<void> {
    // In sequence, so that the last write has the latest state.
    const write = (): Promise<void> =>
      writeFileAtomically(this.#file, `${JSON.stringify(this.all(), null, 2)}\n`);
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }
}
