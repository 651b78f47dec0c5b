import { type Html, html } from '../../cli/page/html';
import { csrfField } from '../act';
import { type Icon, icon } from '../icons';
import type { Visit } from '../visit';

export interface Input {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  readonly inputmode?: 'decimal' | 'numeric';
  readonly isRequired?: boolean;
  /** Where a name stands in several forms of one page. */
  readonly id?: string;
}

export function input({ name, label, value = '', hint, inputmode, isRequired, id = name }: Input): Html {
  const more = html`${inputmode !== undefined && html` inputmode="${inputmode}"`}${isRequired === true && html` required`}${hint !== undefined && html` aria-describedby="${id}-hint"`}`;
  return html`<div class="field"><label for="${id}">${label}</label><input id="${id}" name="${name}" value="${value}" autocomplete="off" spellcheck="false"${more}>${hint !== undefined && html`<small id="${id}-hint">${hint}</small>`}</div>`;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

export function select(
  name: string,
  label: string,
  options: readonly Option[],
  id = name,
  chosen?: string,
): Html {
  const items = options.map(
    ({ value, label: text }) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  );
  return html`<div class="field"><label for="${id}">${label}</label><select id="${id}" name="${name}">${items}</select></div>`;
}

export function check(name: string, label: string, isChecked: boolean): Html {
  return html`<div class="check"><input type="checkbox" id="${name}" name="${name}" value="yes"${isChecked && html` checked`}><label for="${name}">${label}</label></div>`;
}

/** A form of the sandbox's page: no money moves, so it asks for no confirmation. */
export function form(
  visit: Visit,
  action: string,
  content: Html,
  className = 'row',
  enctype: 'application/x-www-form-urlencoded' | 'multipart/form-data' = 'application/x-www-form-urlencoded',
): Html {
  return html`<form class="${className}" method="post" action="/sandbox/${action}" enctype="${enctype}">${csrfField(visit)}${content}</form>`;
}

export interface Button {
  readonly action: string;
  readonly label: string;
  readonly icon?: Icon;
  /** Hidden fields. */
  readonly fields?: Readonly<Record<string, string>>;
  /** For screen readers, where several buttons have one word. */
  readonly ariaLabel?: string;
}

/** A button that is a form of its own. */
export function button(visit: Visit, { action, label, icon: name, fields = {}, ariaLabel }: Button): Html {
  const hidden = Object.entries(fields).map(
    ([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`,
  );
  const aria = ariaLabel !== undefined && html` aria-label="${ariaLabel}"`;
  return form(visit, action, html`${hidden}<button${aria}>${name && icon(name)}${label}</button>`, 'one');
}
