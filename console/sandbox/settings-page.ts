import { type Html, html } from '../../cli/page/html';
import type { Settings } from '../../cli/sandbox/admin';
import { icon } from '../icons';
import { show } from '../respond';
import { COMMON } from '../text/common';
import { SANDBOX } from '../text/sandbox';
import { SETTINGS } from '../text/sandbox-settings';
import { textOf, type Visit, type VisitContext } from '../visit';
import { button, check, form, input, select } from './form';
import type { SandboxSession } from './session';
import { fieldsIn, GROUPS, type SettingField, type SettingGroup } from './setting-fields';
import { shownSetting } from './settings-input';

function fieldOf(visit: Visit, name: keyof Settings, field: SettingField, settings: Settings): Html {
  const text = textOf(visit, SETTINGS);
  const label = text.fields[name];
  const hint = text.hints[name];
  const value = shownSetting(field, settings[name]);
  switch (field.as) {
    case 'yuan':
    case 'count':
    case 'minutes':
    case 'hours': {
      const isOptional = 'isOptional' in field && field.isOptional === true;
      const below = hint ?? (isOptional ? text.noLimit : undefined);
      return input({
        ...{ name, label, value, isRequired: !isOptional },
        ...(below !== undefined && { hint: below }),
        inputmode: field.as === 'count' ? 'numeric' : 'decimal',
      });
    }
    case 'switch':
      return check(name, label, settings[name] === true);
    case 'choice': {
      const words: Readonly<Record<string, string>> = text.choices;
      return select(
        name,
        label,
        field.of.map((each) => ({ value: each, label: words[`${name}.${each}`] ?? each })),
        name,
        value,
      );
    }
    case 'openids':
      return html`<div class="field"><label for="${name}">${label}</label><textarea id="${name}" name="${name}" rows="3" autocomplete="off" spellcheck="false" aria-describedby="${name}-hint">${value}</textarea><small id="${name}-hint">${hint}</small></div>`;
  }
}

function group(visit: Visit, name: SettingGroup, settings: Settings): Html {
  const { groups } = textOf(visit, SETTINGS);
  const fields = fieldsIn(name).filter(([, field]) => field.as !== 'switch');
  const switches = fieldsIn(name).filter(([, field]) => field.as === 'switch');
  const shown = (each: typeof fields): Html[] =>
    each.map(([setting, field]) => fieldOf(visit, setting, field, settings));
  return html`<fieldset class="stacked"><legend>${groups[name]}</legend><div class="fields">${shown(fields)}</div>${shown(switches)}</fieldset>`;
}

/** `/sandbox/settings`: what the sandbox of this stack allows and how it answers. */
export async function settingsPage(c: VisitContext, session: SandboxSession): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, SETTINGS);
  const settings = await (await session.admin(visit)).readSettings();
  const groups = GROUPS.map((name) => group(visit, name, settings));
  const buttons = html`<p class="buttons"><button class="primary">${icon('check')}${text.save}</button><a class="button" href="/sandbox">${textOf(visit, COMMON).cancel}</a></p>`;
  const restore = button(visit, { action: 'restore-settings', label: text.restore, icon: 'repeat' });
  const body = html`<p class="soft">${text.what}</p><section class="card stacked settings">${form(visit, 'settings', html`${groups}${buttons}`, 'stacked')}</section>
<section class="card row restore"><p class="soft">${text.restoreWhat}</p>${restore}</section>`;
  const back = html`<a class="button" href="/sandbox">${icon('back')}${textOf(visit, SANDBOX).back}</a>`;
  return show(c, { title: text.title, tools: back, body });
}
