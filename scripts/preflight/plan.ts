import type { Plan } from './facts';

type Value = string | number | boolean | undefined;

/** What of the resolved serverless.yml a plan needs; every value may be text, as params are. */
export interface ServiceConfig {
  readonly stack: string;
  /** Environment of sendRedPack, that of the provider included. */
  readonly environment: Readonly<Record<string, Value>>;
  /** Null for no reservation. */
  readonly sendConcurrency: number | null;
  readonly params: Readonly<Record<string, Value>>;
}

/** @returns the plan of a deploy with this configuration */
export function planOf({ stack, environment, sendConcurrency, params }: ServiceConfig): Plan {
  const variable = (name: string): string => String(environment[name] ?? '');
  return {
    stack,
    namespace: variable('ID_NAMESPACE'),
    miniappId: variable('MINIAPP_ID'),
    table: variable('RECORDS_TABLE'),
    // As the template's condition: only `false` leaves the table out.
    createTable: String(params['create-table']) !== 'false',
    queryBeforeSend: variable('QUERY_BEFORE_SEND') === 'true',
    secretPrefix: variable('SECRET_PREFIX'),
    sendConcurrency,
    alarmEmail: String(params['alarm-email'] ?? ''),
  };
}
