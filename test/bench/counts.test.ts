import { withBench } from '../../scripts/bench/bench';
import type { Line } from '../../scripts/bench/report';
import { calls } from '../../scripts/bench/rows/calls';
import { handshakes } from '../../scripts/bench/rows/handshakes';
import { size } from '../../scripts/bench/rows/size';
import { FUNCTIONS } from '../../scripts/functions';

let lines: Line[];

beforeAll(async () => {
  lines = await withBench(true, async (bench) => [
    ...(await size(bench)),
    ...(await calls(bench)),
    ...(await handshakes(bench, ['ours'])),
  ]);
}, 300_000);

function line(what: string): Line | undefined {
  return lines.find((one) => one.what === what);
}

test('every count is what was promised', () => {
  expect(lines.filter(({ isCount, met }) => !isCount || met !== true)).toEqual([]);
});

test('a warm send is two writes, one request to WeChat Pay and nothing else', () => {
  expect(line('requests of a warm send')?.ours).toBe('1 PutItem, 1 POST, 1 UpdateItem');
});

test('a hundred sends make one TLS handshake', () => {
  expect(line('TLS handshakes for 100 sends in a row')?.ours).toBe('1');
});

test('every bundle is weighed, and the two that only read carry neither Secrets Manager nor XML', () => {
  expect(lines.filter(({ what }) => what.startsWith('bundle of '))).toHaveLength(FUNCTIONS.length);
  expect(line('getSentRedPack carries Secrets Manager, XML')?.ours).toBe('neither');
  expect(line('getSentRedPackList carries Secrets Manager, XML')?.ours).toBe('neither');
});
