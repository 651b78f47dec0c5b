import { HOST, record, SECRETS, startTestConsole } from './kit';

const packet = record();
const console = startTestConsole({ records: [packet] });
const own = { host: HOST, cookie: `red-pack-console-4321=${SECRETS.session}` };

/** With exactly these headers. */
async function ask(path: string, headers: Record<string, string>, method = 'GET', body?: string) {
  const init = { method, headers, ...(body !== undefined && { body }) };
  const response = await console.app.request(`http://${HOST}${path}`, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const form = `csrf=${SECRETS.csrf}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ASK = `/packets/${packet.id}/ask`;

describe('the console answers only under its own address', () => {
  it.each(['rebind.test:4321', 'localhost:4321', '127.0.0.1', '127.0.0.1:80', '127.0.0.1:4321.evil.com', ''])(
    'refuses the Host "%s" with 421 and shows nothing of the stack',
    async (host) => {
      for (const path of ['/packets', '/assets/htmx.js', `/?token=${SECRETS.token}`]) {
        const { status, text, headers } = await ask(path, { ...own, host });
        expect(status).toBe(421);
        expect(text).not.toContain('red-pack-dev');
        expect(headers.get('set-cookie')).toBeNull();
      }
    },
  );

  it('refuses a POST under a rebound name, whose Origin agrees with its Host', async () => {
    const headers = { ...own, ...FORM, host: 'rebind.test:4321', origin: 'http://rebind.test:4321' };
    expect((await ask(ASK, headers, 'POST', form)).status).toBe(421);
    expect(console.functions.acts).toEqual([]);
  });
});

describe('the token', () => {
  it('lets a browser in by a cookie that is named by the port, HttpOnly and SameSite=Strict, and leaves the address', async () => {
    const { status, headers } = await ask(`/packets?token=${SECRETS.token}&q=x`, { host: HOST });
    expect(status).toBe(303);
    expect(headers.get('location')).toBe('/packets?q=x');
    expect(headers.get('set-cookie')).toBe(
      `red-pack-console-4321=${SECRETS.session}; Path=/; HttpOnly; SameSite=Strict`,
    );
  });

  it('is neither in the cookie nor in a page', async () => {
    const { text } = await ask('/packets', own);
    expect(text).not.toContain(SECRETS.token);
    expect(SECRETS.session).not.toContain(SECRETS.token);
  });

  it.each<[string, string, Record<string, string>]>([
    ['no cookie', '/packets', {}],
    ['a wrong token', '/?token=wrong', {}],
    ['a wrong token, whatever the cookie', '/?token=wrong', { cookie: own.cookie }],
    [
      'the cookie of a console on another port',
      '/packets',
      { cookie: `red-pack-console-9=${SECRETS.session}` },
    ],
    ['the cookie of an earlier start', '/packets', { cookie: 'red-pack-console-4321=earlier' }],
    ['the token as a cookie', '/packets', { cookie: `red-pack-console-4321=${SECRETS.token}` }],
  ])('with %s, nobody is let in: 401', async (_, path, headers) => {
    const { status, text } = await ask(path, { host: HOST, ...headers });
    expect(status).toBe(401);
    expect(text).toContain('./red-pack console');
    expect(text).not.toContain('red-pack-dev');
  });

  it('lets nobody in by a POST', async () => {
    const headers = { host: HOST, ...FORM, origin: `http://${HOST}` };
    expect((await ask(`${ASK}?token=${SECRETS.token}`, headers, 'POST', form)).status).toBe(401);
  });
});

describe('a body', () => {
  const good = { ...own, ...FORM, origin: `http://${HOST}` };

  /** A body without an end, of which `read` tells how much was taken. */
  function endless() {
    const taken = { chunks: 0 };
    const body = new ReadableStream({
      pull(controller) {
        taken.chunks += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    return { taken, body };
  }

  it.each<[string, number, Record<string, string>]>([
    ['another Host', 421, { ...good, host: 'rebind.test:4321' }],
    ['another Origin', 403, { ...good, origin: 'http://evil.test' }],
    ['no cookie', 401, { ...FORM, host: HOST, origin: `http://${HOST}` }],
  ])('is not read with %s: %i', async (_, status, headers) => {
    const { taken, body } = endless();
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const response = await console.app.request(`http://${HOST}/campaigns/new_plan`, init);
    expect(response.status).toBe(status);
    // A stream fills its own buffer with the first chunk.
    expect(taken.chunks).toBeLessThanOrEqual(1);
  });

  it('without an end is read up to the limit of the page: 413', async () => {
    const { taken, body } = endless();
    const init = { method: 'POST', headers: good, body, duplex: 'half' } as RequestInit;
    expect((await console.app.request(`http://${HOST}${ASK}`, init)).status).toBe(413);
    expect(taken.chunks).toBeLessThan(5);
  });

  it.each([
    ['multipart/form-data', 'csrf=x'],
    ['multipart/form-data; boundary=b', 'no part at all'],
  ])('of the type %s that is no form is refused with 400', async (type, body) => {
    const { status, text } = await ask(ASK, { ...good, 'content-type': type }, 'POST', body);
    expect(status).toBe(400);
    expect(text).toContain('could not be read');
    expect(console.functions.acts).toEqual([]);
  });
});

it.each(['//evil.test/?lang=zh', '//evil.test/packets'])(
  'a path with two slashes leads nowhere: %s',
  async (path) => {
    const { status, headers } = await ask(path, own);
    expect(status).toBe(404);
    expect(headers.get('location')).toBeNull();
  },
);

describe('a request from elsewhere', () => {
  const good = { ...own, ...FORM, origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' };

  it.each<[string, Record<string, string>, number]>([
    ['from another site', { origin: 'http://evil.com', 'sec-fetch-site': 'cross-site' }, 403],
    [
      'from another port of this machine',
      { origin: 'http://127.0.0.1:9', 'sec-fetch-site': 'same-site' },
      403,
    ],
    ['whose Origin lies beside the truth of the browser', { 'sec-fetch-site': 'same-site' }, 403],
    ['from an opaque origin', { origin: 'null' }, 403],
    ['as https', { origin: `https://${HOST}` }, 403],
    ['as JSON', { 'content-type': 'application/json' }, 415],
    ['as text', { 'content-type': 'text/plain' }, 415],
  ])('cannot write %s', async (_, headers, status) => {
    expect((await ask(ASK, { ...good, ...headers }, 'POST', form)).status).toBe(status);
  });

  it('cannot write without an Origin', async () => {
    const { origin: _, ...without } = good;
    expect((await ask(ASK, without, 'POST', form)).status).toBe(403);
  });

  it.each([['csrf=wrong'], ['csrf='], ['other=1'], [`csrf=${SECRETS.token}`], [`csrf=${SECRETS.session}`]])(
    'cannot write without the field of the own form: %s',
    async (body) => {
      expect((await ask(ASK, good, 'POST', body)).status).toBe(403);
      expect(console.functions.acts).toEqual([]);
    },
  );

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('cannot use %s', async (method) => {
    expect((await ask(ASK, good, method)).status).toBe(405);
  });

  it('cannot load pages into its own: only a link that a person follows may lead here', async () => {
    const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const iframe = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    const image = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
    for (const site of ['same-site', 'cross-site']) {
      const from = { ...own, 'sec-fetch-site': site };
      expect((await ask('/packets', { ...from, ...iframe })).status).toBe(403);
      expect((await ask('/packets', { ...from, ...image })).status).toBe(403);
      expect((await ask('/packets', { ...from, ...navigate })).status).toBe(200);
    }
  });

  it('is let through as the own form', async () => {
    const { status, headers } = await ask(ASK, good, 'POST', form);
    expect(status).toBe(303);
    expect(headers.get('location')).toMatch(new RegExp(`^/packets/${packet.id}\\?done=`));
  });

  it('cannot send more than a form of the page has', async () => {
    const headers = { ...good, 'content-length': String(70 * 1024) };
    const { status } = await ask(ASK, headers, 'POST', `${form}&more=${'x'.repeat(70 * 1024)}`);
    expect(status).toBe(413);
  });
});

describe('every response', () => {
  it.each(['/', '/packets', '/nothing', '/packets.csv', '/assets/style.css', '/packets?token=wrong'])(
    'of %s has a strict policy and is kept by no cache',
    async (path) => {
      const { headers } = await ask(path, own);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toMatch(/^no-(store|cache)$/);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('names no other server: no asset comes from outside', async () => {
    for (const path of ['/packets', '/accounts/put', `/packets/${packet.id}`]) {
      const { text } = await ask(path, own);
      const addresses = [...text.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, address]) => address);
      expect(addresses.filter((address) => !/^[/#]/.test(address ?? ''))).toEqual([]);
      expect(text).not.toMatch(
        /<script(?! src="\/assets\/(?:htmx|live).js" defer><)|<style|\sstyle=|\son\w+=/,
      );
    }
  });
});

describe('a console that only reads', () => {
  const reading = startTestConsole({ records: [packet], allowsActions: false, stack: { isLocal: false } });

  it('refuses every POST, says why, and shows pages and confirmations', async () => {
    for (const act of ['ask', 'repeat', 'recover']) {
      const refused = await reading.post(`/packets/${packet.id}/${act}`);
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('--allow-actions');
      const shown = await reading.get(`/packets/${packet.id}/${act}`);
      expect(shown.status).toBe(200);
      expect(await shown.text()).toContain('read-only');
    }
    expect((await reading.post('/accounts/put')).status).toBe(403);
    expect(reading.functions.acts).toEqual([]);
  });
});
