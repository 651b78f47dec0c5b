import { createServer, request } from 'node:http';
import { closeServer, listen, showTime } from '../../scripts/local/server';

/** `fetch` does not let its caller choose the Host. */
function ask(url: string, host: string): Promise<{ status: number; text: string; date: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers: { host } }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      const { date = '' } = incoming.headers;
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text, date }));
    });
    outgoing.on('error', reject).end();
  });
}

const server = createServer((_request, response) => response.end('secret'));
// Also of a test that failed, which would not end otherwise.
afterEach(() => closeServer(server));

it('a server of the local stack answers under loopback, and not under a name that leads there', async () => {
  showTime(server, () => 0);
  const url = await listen(server, 'Secrets Manager');
  for (const host of [new URL(url).host, 'localhost:1'])
    expect(await ask(url, host)).toEqual({ status: 200, text: 'secret', date: new Date(0).toUTCString() });
  const refused = await ask(url, `rebound.example:${new URL(url).port}`);
  expect(refused).toMatchObject({ status: 421, text: expect.stringContaining('not under "rebound.example') });
});
