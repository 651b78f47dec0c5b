import { preferred } from '../../console/language';
import { SECRETS, startTestConsole } from './kit';

describe('the language', () => {
  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-US,en;q=0.9,zh;q=0.8', 'en'],
    ['fr-FR,fr;q=0.9,zh;q=0.5,en;q=0.4', 'zh'],
    ['en;q=0, zh;q=0.1', 'zh'],
    ['en;q=0.1,zh;q=0.9', 'zh'],
    ['zh-TW', 'zh'],
    ['de', 'en'],
    ['', 'en'],
    [';;q=,,', 'en'],
  ])('of "%s" is %s', (header, language) => {
    expect(preferred(header)).toBe(language);
  });

  it("is the browser's until the switch has chosen another", async () => {
    const { get } = startTestConsole();
    const zh = { 'accept-language': 'zh-CN' };
    expect(await (await get('/packets', zh)).text()).toContain('<html lang="zh-CN">');
    const chosen = await get('/packets?limit=100&lang=en', zh);
    expect(chosen.status).toBe(303);
    expect(chosen.headers.get('location')).toBe('/packets?limit=100');
    const [cookie = ''] = (chosen.headers.get('set-cookie') ?? '').split(';');
    const own = `red-pack-console-4321=${SECRETS.session}; ${cookie}`;
    expect(await (await get('/packets', { ...zh, cookie: own })).text()).toContain('<html lang="en">');
  });

  it('has a refusal of its own', async () => {
    const { app } = startTestConsole();
    const headers = { host: '127.0.0.1:4321', 'accept-language': 'zh' };
    const text = await (await app.request('http://127.0.0.1:4321/', { headers })).text();
    expect(text).toContain('尚未登录');
  });

  it('names Beijing and the yuan in each', async () => {
    const { get } = startTestConsole();
    expect(await (await get('/packets')).text()).toContain(
      'Amounts in yuan (CNY). Times in Beijing (UTC+8).',
    );
    const zh = await get('/packets', { 'accept-language': 'zh' });
    expect(await zh.text()).toContain('金额单位：元（人民币）。时间：北京时间（UTC+8）。');
  });
});
