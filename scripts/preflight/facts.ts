/** What a deploy is about to do, or, for a check of a running stack, what it has. */
export interface Plan {
  /** `<service>-<stage>`: name of the stack and prefix of its functions. */
  readonly stack: string;
  readonly namespace: string;
  readonly miniappId: string;
  readonly table: string;
  readonly createTable: boolean;
  readonly queryBeforeSend: boolean;
  readonly secretPrefix: string;
  /** Reserved concurrency of sendRedPack; null for none. */
  readonly sendConcurrency: number | null;
  readonly alarmEmail: string;
  /** Payments depend on it now: what a deploy would create must be there, and secrets must be usable. */
  readonly isRunning?: boolean;
}

/** A fact that was looked up, or the reason why it could not be and the permission that this takes. */
export type Fact<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly what: string; readonly reason: string; readonly permission: string };

export interface Quota {
  /** Concurrent executions of the account in the region, and how many of them no function has reserved. */
  readonly limit: number;
  readonly unreserved: number;
  /** What sendRedPack has reserved so far; null for nothing. */
  readonly reserved: number | null;
}

export interface Table {
  readonly status: string;
  /** Names of its indexes. */
  readonly indexes: readonly string[];
}

/** The fields of a record from which its id is derived. */
export interface Sample {
  readonly id: string;
  readonly miniappId: string;
  readonly key: string;
}

export interface Records {
  /** The oldest record of the plan's mini-program. */
  readonly ours: Sample | null;
  /** A record of another mini-program; looked for only if there is none of ours. */
  readonly other: Sample | null;
}

export interface Secret {
  readonly name: string;
  /** Why it cannot be used; null if it can. */
  readonly problem: string | null;
  /** End of the certificate in unix milliseconds; null if the secret cannot be used. */
  readonly expiresAtMs: number | null;
}

export interface Subscriptions {
  readonly confirmed: number;
  readonly pending: number;
  /** Confirmed ones of PageTopic, the topic of the alarms that cannot wait; absent where the stack has none. */
  readonly paged?: number;
}

/** Null in a fact: there is no such thing yet. */
export interface Facts {
  readonly nowMs: number;
  readonly quota: Fact<Quota>;
  /** Environment of the deployed sendRedPack. */
  readonly deployed: Fact<Readonly<Record<string, string>> | null>;
  readonly table: Fact<Table | null>;
  /** Name of the table that the stack owns. */
  readonly ownedTable: Fact<string | null>;
  readonly records: Fact<Records | null>;
  readonly secretNames: Fact<readonly string[]>;
  readonly secrets: Fact<readonly Secret[]>;
  readonly subscriptions: Fact<Subscriptions | null>;
}

/** An error stops a deploy; a warning is printed. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly repair: string;
}

export type Check = (plan: Plan, facts: Facts) => Finding[];

/** The value of a fact; undefined if it could not be looked up, which a check of its own reports. */
export function known<T>(fact: Fact<T>): T | undefined {
  return fact.known ? fact.value : undefined;
}

export function error(message: string, repair: string): Finding {
  return { severity: 'error', message, repair };
}

export function warning(message: string, repair: string): Finding {
  return { severity: 'warning', message, repair };
}
