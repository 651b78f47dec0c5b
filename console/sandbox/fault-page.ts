import { type Html, html } from '../../cli/page/html';
import { icon } from '../icons';
import { show } from '../respond';
import { COMMON } from '../text/common';
import { FAULTS } from '../text/sandbox-faults';
import { textOf, type Visit, type VisitContext } from '../visit';
import { CALLS, FAULT_KINDS, type FaultField, type FaultKind, fieldsOf, isFaultKind } from './fault-kinds';
import { check, form, input, select } from './form';

function optionsOf(visit: Visit, values: readonly string[]): { value: string; label: string }[] {
  const { choices, calls } = textOf(visit, FAULTS);
  const words: Readonly<Record<string, string>> = { ...choices, ...calls };
  return values.map((value) => ({ value, label: words[value] ?? value }));
}

function fieldOf(visit: Visit, field: FaultField): Html {
  const { fields, optional } = textOf(visit, FAULTS);
  const label = (fields as Readonly<Record<string, string>>)[field.name] ?? field.name;
  switch (field.as) {
    case 'text':
      return input({
        ...{ name: field.name, label, value: field.initial ?? '', isRequired: field.isOptional !== true },
        ...(field.isOptional === true && { hint: optional }),
      });
    case 'choice':
      return select(field.name, label, optionsOf(visit, field.of));
    case 'check':
      return check(field.name, label, field.initial === true);
    case 'integer':
    case 'seconds':
    case 'minutes': {
      const value = String(field.initial);
      return input({ name: field.name, label, value, inputmode: 'decimal', isRequired: true });
    }
    case 'change':
      return html`${select('change', label, optionsOf(visit, field.of))}${input({ name: 'value', label: fields.value })}`;
    case 'headers':
      return html`<div class="field"><label for="headers">${label}</label><textarea id="headers" name="headers" rows="2" placeholder="Retry-After: 5"></textarea></div>`;
  }
}

function kindLinks(visit: Visit, chosen: FaultKind): Html {
  const { kinds, kindsLabel } = textOf(visit, FAULTS);
  const links = (Object.keys(FAULT_KINDS) as FaultKind[]).map(
    (kind) =>
      html`<li><a href="/sandbox/fault?kind=${kind}"${kind === chosen && html` aria-current="page"`}>${kinds[kind].name}</a></li>`,
  );
  return html`<nav aria-label="${kindsLabel}"><ul class="kinds">${links}</ul></nav>`;
}

/** Every fault of the sandbox: one form for each kind, which works without JavaScript. */
export function faultPage(c: VisitContext): Response {
  const visit = c.get('visit');
  const text = textOf(visit, FAULTS);
  const asked = visit.url.searchParams.get('kind') ?? '';
  const kind = isFaultKind(asked) ? asked : 'timeout';
  const own = fieldsOf(kind).map((field) => fieldOf(visit, field));
  const call = select('call', text.fields.call, optionsOf(visit, CALLS));
  const times = input({ name: 'times', label: text.fields.times, value: '1' });
  const skip = input({ name: 'skip', label: text.fields.skip, value: '0', inputmode: 'numeric' });
  const number = input({ name: 'mch_billno', label: text.fields.number, hint: text.optional });
  const content = html`<input type="hidden" name="kind" value="${kind}"><div class="fields">${own}</div>
<fieldset><legend>${text.which}</legend><div class="fields">${call}${times}${skip}${number}</div></fieldset>
<p class="buttons"><button class="primary">${icon('check')}${text.add}</button><a class="button" href="/sandbox">${textOf(visit, COMMON).cancel}</a></p>`;
  const { name, what } = text.kinds[kind];
  const body = html`${kindLinks(visit, kind)}<section class="card stacked"><div><h2>${name}</h2><p class="soft">${what}</p></div>${form(visit, 'fault', content, 'stacked')}</section>`;
  return show(c, { title: text.title, body });
}
