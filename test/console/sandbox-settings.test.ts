import { parseScenario } from '../../cli/sandbox/scenario';
import { SETTING_GROUPS } from '../../console/sandbox/setting-fields';
import { SETTINGS } from '../../console/text/sandbox-settings';
import {
  DEFAULT_SETTINGS,
  REPLAY_RESPONSES,
  type Settings,
  SettingsSchema,
} from '../../scripts/sandbox/settings';
import { type Stage, setStage } from '../sandbox/harness';
import type { TestConsole } from './kit';
import { sandboxConsole, submit } from './sandbox-kit';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
beforeEach(() => stage.admin.do('POST', '/reset'));

function settings(): Promise<Settings> {
  return stage.admin.do<Settings>('GET', '/settings');
}

async function page(console: TestConsole, language = 'en'): Promise<string> {
  return (await console.get('/sandbox/settings', { 'accept-language': language })).text();
}

/** The fields of the form as a browser would send them untouched. */
async function untouched(console: TestConsole): Promise<Record<string, string>> {
  const [form = ''] = /<form class="stacked"[\s\S]*?<\/form>/.exec(await page(console)) ?? [];
  const fields: Record<string, string> = {};
  for (const [, attributes = ''] of form.matchAll(/<input ([^>]*)>/g)) {
    const of = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
    const isSent = of('type') !== 'checkbox' || / checked/.test(attributes);
    if (isSent && of('name') !== 'csrf') fields[of('name') ?? ''] = of('value') ?? '';
  }
  for (const [, name = '', options = ''] of form.matchAll(
    /<select id="\w+" name="(\w+)">([\s\S]*?)<\/select>/g,
  ))
    fields[name] = /value="([^"]*)" selected/.exec(options)?.[1] ?? '';
  for (const [, name = '', text = ''] of form.matchAll(/<textarea id="(\w+)"[^>]*>([^<]*)</g))
    fields[name] = text;
  return fields;
}

describe('the settings of the sandbox page', () => {
  it('are all that the sandbox has, in both languages, each with what it may be', async () => {
    const groups = Object.values(SETTING_GROUPS).flatMap((group) => Object.keys(group));
    expect([...groups].sort()).toEqual(Object.keys(SettingsSchema.entries).sort());
    for (const [name, field] of Object.entries(SETTING_GROUPS.answers))
      if (field.as === 'choice') {
        const schema = SettingsSchema.entries[name as 'replay'];
        expect([name, field.of]).toEqual([name, schema.options]);
      }
    expect(SETTING_GROUPS.answers.replay.of).toEqual(REPLAY_RESPONSES);
    for (const [language, { fields }] of [
      ['en', SETTINGS.en],
      ['zh-CN', SETTINGS.zh],
    ] as const) {
      const shown = await page(sandboxConsole(stage), language);
      for (const [name, label] of Object.entries(fields)) expect(shown).toContain(`for="${name}">${label}<`);
    }
  });

  it('are not changed, and nothing is recorded, when nobody touches the form', async () => {
    await stage.admin.settings({ sendingMs: 1_234, ratePerSecond: 30, riskOpenids: ['oA', 'oB'] });
    const before = await settings();
    const console = sandboxConsole(stage);
    const fields = await untouched(console);
    expect(fields).toMatchObject({ userDailyFen: '1000.00', untakenMs: '24', riskOpenids: 'oA\noB' });
    const said = await submit(console, 'settings', fields);
    expect(said).toContain('Nothing was changed.');
    expect(said).toContain('0 steps so far');
    expect(await settings()).toEqual(before);
  });

  it.each<[Record<string, string>, Partial<Settings>]>([
    [
      { userDailyCount: '', userDailyFen: '5000', merchantDailyFen: '12.34' },
      { userDailyCount: null, userDailyFen: 500_000, merchantDailyFen: 1_234 },
    ],
    [
      { ratePerSecond: '30', minFen: '0.3', maxFen: '500' },
      { ratePerSecond: 30, minFen: 30, maxFen: 50_000 },
    ],
    [
      { sendingMs: '1.5', parkedLifeMs: '72' },
      { sendingMs: 90_000, parkedLifeMs: 259_200_000 },
    ],
    [{ riskOpenids: 'oA\r\n oB \r\n' }, { riskOpenids: ['oA', 'oB'] }],
    [
      { answerStyle: 'documented', replay: 'NOTENOUGH', hblist: 'group' },
      { answerStyle: 'documented', replay: 'NOTENOUGH', hblist: 'group' },
    ],
    [
      { signAnswers: 'yes', takerStatus: 'yes' },
      { signAnswers: true, takerStatus: true },
    ],
  ])('take %j, and leave the others', async (entered, expected) => {
    const console = sandboxConsole(stage);
    const said = await submit(console, 'settings', { ...(await untouched(console)), ...entered });
    expect(await settings()).toEqual({ ...DEFAULT_SETTINGS, ...expected });
    expect(said).toContain('changed, from the next order on.');
  });

  it('are switched off by a box that is not ticked', async () => {
    const console = sandboxConsole(stage);
    const { sceneOpen, groupOpen, ...others } = await untouched(console);
    expect([sceneOpen, groupOpen]).toEqual(['yes', 'yes']);
    await submit(console, 'settings', others);
    expect(await settings()).toEqual({ ...DEFAULT_SETTINGS, sceneOpen: false, groupOpen: false });
  });

  it.each([
    [{ minFen: 'free' }, 'minFen: expected a number'],
    [{ userDailyCount: '1.5' }, 'userDailyCount'],
    [{ replay: 'MAYBE' }, 'replay'],
    [{ untakenMs: '' }, 'untakenMs'],
  ])('refuse %j, name the setting and change nothing', async (entered, why) => {
    const console = sandboxConsole(stage);
    const fields = { ...(await untouched(console)), maxFen: '300', ...entered };
    const response = await console.post('/sandbox/settings', fields);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(why);
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
  });

  it('are restored by one click, and become steps of the scenario', async () => {
    const console = sandboxConsole(stage);
    await submit(console, 'settings', { ...(await untouched(console)), userDailyCount: '1' });
    await submit(console, 'restore-settings');
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
    const file = await (await console.get('/sandbox/scenario.json')).text();
    expect(parseScenario(file, 'scenario.json').steps).toEqual([
      { do: 'settings', settings: { userDailyCount: 1 } },
      { do: 'settings', settings: DEFAULT_SETTINGS },
    ]);
  });

  it('hold for the next send', async () => {
    const console = sandboxConsole(stage);
    await submit(console, 'settings', { ...(await untouched(console)), merchantDailyFen: '0.50' });
    expect((await stage.merchant.send()).err_code).toBe('SENDAMOUNT_LIMIT');
  });
});
