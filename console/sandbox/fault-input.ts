import type { FaultInput } from '../../cli/sandbox/admin';
import { InputError } from '../errors';
import { bilingual } from '../language';
import { type FaultField, type FaultKind, fieldsOf } from './fault-kinds';

/** The form as it was sent. */
export type Fields = Readonly<Record<string, unknown>>;

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** @throws InputError unless it is a number without a sign */
export function numberIn(fields: Fields, name: string): number {
  const text = textIn(fields, name);
  if (!/^\d{1,15}(\.\d{1,6})?$/.test(text))
    throw new InputError(
      bilingual(`${name}: expected a number, got "${text}".`, `${name}：应为数字，不能是“${text}”。`),
    );
  return Number(text);
}

const UNIT_MS = { seconds: 1_000, minutes: 60_000 } as const;

/** A line for each: `Retry-After: 5`. */
function headersIn(text: string): Record<string, string> | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => {
    const [, name, value] = /^([A-Za-z-]+):\s*(.*)$/.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined)
      throw new InputError(
        bilingual(
          `headers: expected lines such as "Retry-After: 5", got "${line.trim()}".`,
          `headers：每行应如“Retry-After: 5”，不能是“${line.trim()}”。`,
        ),
      );
    return [name, value];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function fieldValue(field: FaultField, fields: Fields): unknown {
  const { name } = field;
  switch (field.as) {
    case 'text':
    case 'choice':
      return textIn(fields, name) || undefined;
    case 'check':
      return textIn(fields, name) !== '';
    case 'integer':
      return numberIn(fields, name);
    case 'seconds':
    case 'minutes':
      return Math.round(numberIn(fields, name) * UNIT_MS[field.as]);
    case 'change':
      return { [textIn(fields, 'change')]: textIn(fields, 'value') };
    case 'headers':
      return headersIn(textIn(fields, name));
  }
}

/**
 * The fault that the form describes. The sandbox checks the rest.
 * @throws InputError that names the field
 */
export function faultOf(kind: FaultKind, fields: Fields): FaultInput {
  const given = fieldsOf(kind).map((field) => [field.name, fieldValue(field, fields)] as const);
  const own = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  const times = textIn(fields, 'times');
  const fault = {
    call: textIn(fields, 'call') || 'any',
    times: times === 'always' ? times : numberIn({ times: times || '1' }, 'times'),
    skip: numberIn({ skip: textIn(fields, 'skip') || '0' }, 'skip'),
    fault: { kind, ...own },
  };
  // The sandbox checks every part, and names the one that is wrong.
  return fault as unknown as FaultInput;
}
