import { GET_SAMPLE, LIST_SAMPLE, SEND_SAMPLE, STATUS_SAMPLE } from '../contract/page-samples';
import { PAGES, samplesOf } from '../readme/blocks';
import { CALLER, MISTAKES } from './caller-sample';
import { startConsumer } from './consumer';

const PAGE = "import { RedPack } from 'red-pack';\nconst BaaS = { RedPack };\n";

/** The samples of the page, bound to the client; what a sample uses and does not declare is declared here. */
const PAGE_SAMPLES: readonly (readonly [string, string])[] = [
  ['the page’s send', `${PAGE}${SEND_SAMPLE}`],
  ['the page’s list', `${PAGE}${LIST_SAMPLE}`],
  // It reads a `res` that it does not have.
  ['the page’s get', `${PAGE}declare const res: { data: object };\n${GET_SAMPLE}`],
  ['the page’s status', `${PAGE}const redPack = new BaaS.RedPack();\n${STATUS_SAMPLE}`],
];

/** The samples of the READMEs and of the reference, each with the line where it begins. */
const PRINTED = PAGES.map((page) =>
  samplesOf(page).map(({ line, text }) => [`the one in line ${line} of ${page}`, text] as const),
);
const SAMPLES = [['a caller of everything', CALLER] as const, ...PAGE_SAMPLES, ...PRINTED.flat()];

/** CommonJS has no `await` outside a function. */
function asCommonJs(sample: string): string {
  const isOutside = (line: string) => /^(import .* from '.*'|declare const .*);$/.test(line);
  const lines = sample.split('\n');
  const body = lines.filter((line) => !isOutside(line));
  return [...lines.filter(isOutside), 'export async function sample() {', ...body, '}'].join('\n');
}

let errors: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  const consumer = await startConsumer();
  const right = SAMPLES.flatMap(([, sample], n) => [
    [`sample-${n}.mts`, sample],
    [`sample-${n}.cts`, sample === CALLER ? CALLER : asCommonJs(sample)],
  ]);
  const wrong = MISTAKES.map(([, text, mistake], n) => [`wrong-${n}.cts`, CALLER.replace(text, mistake)]);
  errors = consumer.compile(Object.fromEntries([...right, ...wrong]));
  consumer.remove();
}, 180_000);

test('each page has samples, a Chinese page as many as the English one', () => {
  const [english, chinese, api, chineseApi] = PRINTED.map((samples) => samples.length);
  expect([english, api]).toEqual([chinese, chineseApi]);
  expect(Math.min(english ?? 0, api ?? 0)).toBeGreaterThan(0);
});

test.each(SAMPLES.map(([name], n) => [name, n] as const))(
  '%s compiles as an ES module and as CommonJS',
  (_, n) => {
    expect([errors[`sample-${n}.mts`], errors[`sample-${n}.cts`]]).toEqual([[], []]);
  },
);

test.each(MISTAKES.map(([name, text], n) => [name, text, n] as const))(
  '%s does not compile',
  (_, text, n) => {
    expect(CALLER).toContain(text);
    expect(errors[`wrong-${n}.cts`]).not.toEqual([]);
  },
);
