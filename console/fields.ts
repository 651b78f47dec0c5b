import { type Html, html } from '../cli/page/html';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly type?: 'file' | 'password' | 'text';
  readonly value?: string | undefined;
  readonly accept?: string;
  readonly isRequired?: boolean;
  /** Shows a keypad on a phone. */
  readonly isNumber?: boolean;
}

function describedBy({ name, hint }: Field): Html | false {
  return hint !== undefined && html` aria-describedby="${name}-hint"`;
}

function hintBelow({ name, hint }: Field): Html | false {
  return hint !== undefined && html`<small id="${name}-hint">${hint}</small>`;
}

/** A labelled input; nothing of it is remembered by the browser. */
export function field(given: Field): Html {
  const { name, label, type = 'text', value, accept, isRequired, isNumber } = given;
  const more = html`${value !== undefined && html` value="${value}"`}${accept !== undefined && html` accept="${accept}"`}${isRequired === true && html` required`}${isNumber === true && html` inputmode="decimal"`}`;
  return html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}" autocomplete="off" spellcheck="false"${more}${describedBy(given)}>${hintBelow(given)}</div>`;
}

/** A choice. @param options pairs of value and text; the value `''` is "none of them" */
export function choice(
  { name, label, value = '' }: Field,
  options: readonly (readonly [value: string, text: string])[],
): Html {
  const entries = options.map(
    ([each, text]) => html`<option value="${each}"${each === value && html` selected`}>${text}</option>`,
  );
  return html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${entries}</select></div>`;
}

export function checkbox(name: string, label: string, isChecked = false): Html {
  return html`<div class="check"><input type="checkbox" id="${name}" name="${name}" value="yes"${isChecked && html` checked`}><label for="${name}">${label}</label></div>`;
}

/** Around a name in quotation marks, which have their own space in Chinese. */
const SPACES = /(?<=[\p{Script=Han}，：；。、]) (?=“)|(?<=”) (?=\p{Script=Han})/gu;

/** Messages of commands name options; a form's fields have names of their own. */
export function inWords(message: string, names: Readonly<Record<string, string>>): string {
  const words = message.replace(
    /--([a-z0-9]+(?:-[a-z0-9]+)*)/g,
    (option, name: string) => (Object.hasOwn(names, name) ? names[name] : undefined) ?? option,
  );
  const spaced = words.replace(SPACES, '');
  return message.startsWith('--') ? spaced.charAt(0).toUpperCase() + spaced.slice(1) : spaced;
}
