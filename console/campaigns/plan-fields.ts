/** Names of the form's fields, which are those of the command's options. */
export const TEXT_FIELDS = [
  ...['campaign', 'official-account', 'send-name', 'act-name', 'wishing', 'remark', 'total-amount'],
  ...['total-num', 'type', 'gateway', 'scene-id', 'risk-info', 'budget', 'max-per-recipient'],
  ...['ignore', 'encoding', 'sheet'],
] as const;

/** What was entered, by field; a blank field is left out. */
export type PlanFields = Readonly<Record<string, string>>;

export function planFields(sent: Readonly<Record<string, unknown>>): PlanFields {
  const entries = [...TEXT_FIELDS, 'require-approval'].flatMap((name) => {
    const value = sent[name];
    return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()] as const] : [];
  });
  return Object.fromEntries(entries);
}
