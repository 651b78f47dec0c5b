import type { Settings } from '../../cli/sandbox/admin';
import { type Fields, numberIn, textIn } from './fault-input';
import { fieldsIn, GROUPS, type SettingField } from './setting-fields';

const UNIT_MS = { minutes: 60_000, hours: 3_600_000 } as const;

/** More decimals than a form shows would change a setting that nobody has touched. */
const DECIMALS = 6;

function decimal(value: number): string {
  return String(Number(value.toFixed(DECIMALS)));
}

/** A setting as its field shows it. */
export function shownSetting(field: SettingField, value: unknown): string {
  switch (field.as) {
    case 'yuan':
      return value === null ? '' : (Number(value) / 100).toFixed(2);
    case 'count':
      return value === null ? '' : String(Number(value));
    case 'minutes':
    case 'hours':
      return decimal(Number(value) / UNIT_MS[field.as]);
    case 'switch':
      return value === true ? 'yes' : '';
    case 'choice':
      return value as string;
    case 'openids':
      return (value as readonly string[]).join('\n');
  }
}

/** @throws InputError for what is no number */
function enteredSetting(field: SettingField, fields: Fields, name: string): unknown {
  const text = textIn(fields, name);
  switch (field.as) {
    case 'yuan':
      return text === '' && field.isOptional === true ? null : Math.round(numberIn(fields, name) * 100);
    case 'count':
      return text === '' && field.isOptional === true ? null : numberIn(fields, name);
    case 'minutes':
    case 'hours':
      return Math.round(numberIn(fields, name) * UNIT_MS[field.as]);
    case 'switch':
      return text !== '';
    case 'choice':
      return text;
    case 'openids':
      return text.split(/\s+/).filter((openid) => openid !== '');
  }
}

/**
 * What the form changes of the present settings. A field that still shows its setting leaves it as it is, to the
 * millisecond. The sandbox checks the rest.
 * @throws InputError for what is no number
 */
export function changedSettings(fields: Fields, present: Settings): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [name, field] of GROUPS.flatMap(fieldsIn)) {
    const sent = textIn(fields, name).replaceAll('\r', '');
    if (sent !== shownSetting(field, present[name])) changed[name] = enteredSetting(field, fields, name);
  }
  return changed;
}
