import type { Fact, Finding } from '../../scripts/preflight';
import type { UnfinishedData } from '../../shared/api/responses';
import { messageOf } from '../errors';
import { invokeFunction } from '../invoke';
import type { Stack } from '../stack';
import { judgeFunctions } from './functions';
import { NOT_DEPLOYED, reservationOf } from './gather';
import { type Verdict, verdict } from './judge';

const LISTS = ['open', 'retry', 'person'] as const;
type List = (typeof LISTS)[number];

/** One page of a list, cold start included. */
const TIMEOUT_MS = 30_000;

/** Records on the first page of a list, which is enough to know whether somebody has to act. */
interface Count {
  readonly count: number;
  readonly isMore: boolean;
}

function show({ count, isMore }: Count): string {
  return isMore ? `${count} or more` : String(count);
}

/** Whether sending is stopped. */
async function sending(reserved: Fact<number | null>): Promise<Verdict> {
  const value = reserved.known ? reserved.value : null;
  const findings: Finding[] =
    value === 0
      ? [
          {
            ...{ severity: 'warning', message: 'sendRedPack is paused: its reserved concurrency is 0.' },
            repair: 'If nobody means it any more: ./red-pack unpause',
          },
        ]
      : [];
  const seen = value === 0 ? [] : [value === null ? 'not paused' : `not paused; ${value} sends at a time`];
  return verdict('sending', seen, findings, [reserved]);
}

async function countOf(stack: Stack, list: List): Promise<Count> {
  const data = await invokeFunction(stack, 'recoverRedPacks', { list }, TIMEOUT_MS);
  const { objects, cursor } = data as UnfinishedData;
  return { count: objects.length, isMore: cursor !== null };
}

async function counts(stack: Stack): Promise<Fact<Readonly<Record<List, Count>>>> {
  try {
    const [open, retry, person] = await Promise.all([
      countOf(stack, 'open'),
      countOf(stack, 'retry'),
      countOf(stack, 'person'),
    ]);
    return { known: true, value: { open, retry, person } };
  } catch (error) {
    const { reason, permission } = whyNot(error, `${stack.functionPrefix}recoverRedPacks`);
    return { known: false, what: 'which red packets are unfinished', reason, permission };
  }
}

function whyNot(error: unknown, name: string): { readonly reason: string; readonly permission: string } {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error ? cause.name : '';
  if (code === 'TooManyRequestsException')
    return { reason: `${name} is paused or throttled`, permission: '' };
  if (code === 'ResourceNotFoundException') return { reason: NOT_DEPLOYED, permission: '' };
  return { reason: messageOf(error), permission: `lambda:InvokeFunction on ${name}` };
}

function unfinishedFindings({ retry, person }: Readonly<Record<List, Count>>): Finding[] {
  const findings: Finding[] = [];
  if (person.count > 0)
    findings.push({
      ...{ severity: 'warning', message: `Red packets that need a person: ${show(person)}.` },
      repair: './red-pack unfinished person, then ./red-pack resolve for each.',
    });
  if (retry.count > 0)
    findings.push({
      ...{ severity: 'warning', message: `Red packets refused for now: ${show(retry)}.` },
      repair:
        './red-pack unfinished retry shows the reason. Repair it, then ./red-pack retry-parked sends them again.',
    });
  return findings;
}

/** Whether red packets wait for somebody. */
async function unfinished(stack: Stack): Promise<Verdict> {
  const found = await counts(stack);
  if (!found.known) return verdict('unfinished', [], [], [found]);
  const { open, retry, person } = found.value;
  const seen = [`open ${show(open)}, retry ${show(retry)}, person ${show(person)}`];
  return verdict('unfinished', seen, unfinishedFindings(found.value), [found]);
}

/** What changes from hour to hour, of a stack that is deployed. */
export async function judgeNow(stack: Stack): Promise<Verdict[]> {
  return Promise.all([judgeFunctions(stack), reservationOf(stack).then(sending), unfinished(stack)]);
}
