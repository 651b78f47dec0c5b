import type { FaultInput } from '../../cli/sandbox/admin';

/** The query that follows an unclear send is refused once, so that the outcome stays open until somebody asks. */
const UNASKED: FaultInput = { call: 'gethbinfo', fault: { kind: 'answer', err_code: 'FREQ_LIMIT' } };

const MINUTE_MS = 60_000;

/** Faults for one click, by what a person sees. They hit the next send. */
export const PRESETS = {
  'paid-timeout': [{ call: 'send', fault: { kind: 'timeout', when: 'after' } }, UNASKED],
  'unpaid-timeout': [{ call: 'send', fault: { kind: 'timeout' } }, UNASKED],
  'paid-reset': [{ call: 'send', fault: { kind: 'reset', when: 'after' } }],
  'system-error': [
    { call: 'send', fault: { kind: 'answer', err_code: 'SYSTEMERROR', when: 'after' } },
    UNASKED,
  ],
  processing: [{ call: 'send', fault: { kind: 'processing', forMs: 20 * MINUTE_MS } }],
  late: [{ call: 'send', fault: { kind: 'late', afterMs: 5 * MINUTE_MS } }, UNASKED],
  'not-enough': [{ call: 'send', fault: { kind: 'answer', err_code: 'NOTENOUGH' } }],
  'bad-params': [{ call: 'send', fault: { kind: 'answer', err_code: 'PARAM_ERROR' } }],
  certificate: [{ call: 'any', times: 'always', fault: { kind: 'certificate', page: 'refused' } }],
  'cut-xml': [{ call: 'send', fault: { kind: 'xml', shape: 'cut', when: 'after' } }, UNASKED],
} as const satisfies Readonly<Record<string, readonly FaultInput[]>>;

export type Preset = keyof typeof PRESETS;

export function isPreset(text: string): text is Preset {
  return Object.hasOwn(PRESETS, text);
}
