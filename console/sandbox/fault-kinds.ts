/** How a field of a fault is entered. Names are those of the sandbox's admin API. */
export type FaultField =
  | { readonly name: string; readonly as: 'text'; readonly initial?: string; readonly isOptional?: boolean }
  | { readonly name: string; readonly as: 'choice'; readonly of: readonly string[] }
  | { readonly name: string; readonly as: 'check'; readonly initial?: boolean }
  | { readonly name: string; readonly as: 'integer'; readonly initial: number }
  /** Entered in the unit, in milliseconds for the sandbox. */
  | { readonly name: string; readonly as: 'seconds' | 'minutes'; readonly initial: number }
  /** One field of WeChat's response and its other value. */
  | { readonly name: 'change'; readonly as: 'change'; readonly of: readonly string[] }
  | { readonly name: 'headers'; readonly as: 'headers' };

/** The last one is whether the call takes effect before the response is lost or corrupted. */
const WHEN: FaultField = { name: 'when', as: 'choice', of: ['before', 'after'] };

const XML_SHAPES = [
  ...['cut', 'repeated', 'doctype', 'comment', 'nested', 'attribute', 'trailing', 'empty', 'huge'],
];

/** Every fault of the sandbox with the fields that it has. */
export const FAULT_KINDS = {
  timeout: [WHEN],
  reset: [{ name: 'partial', as: 'check' }, WHEN],
  answer: [
    { name: 'err_code', as: 'text', initial: 'SYSTEMERROR' },
    { name: 'err_code_des', as: 'text', isOptional: true },
    { name: 'return_code', as: 'choice', of: ['SUCCESS', 'FAIL'] },
    { name: 'order', as: 'check', initial: true },
    WHEN,
  ],
  fail: [{ name: 'return_msg', as: 'text', isOptional: true }, WHEN],
  status: [
    { name: 'status', as: 'integer', initial: 502 },
    { name: 'body', as: 'text', isOptional: true },
    { name: 'headers', as: 'headers' },
    WHEN,
  ],
  certificate: [{ name: 'page', as: 'choice', of: ['absent', 'refused'] }],
  xml: [{ name: 'shape', as: 'choice', of: XML_SHAPES }, WHEN],
  echo: [{ name: 'change', as: 'change', of: ['total_amount', 're_openid', 'mch_billno', 'mch_id', 'sign'] }],
  slow: [{ name: 'delayMs', as: 'seconds', initial: 3 }, WHEN],
  late: [{ name: 'afterMs', as: 'minutes', initial: 5 }],
  processing: [
    { name: 'forMs', as: 'minutes', initial: 20 },
    { name: 'ending', as: 'choice', of: ['paid', 'failed'] },
  ],
} as const satisfies Readonly<Record<string, readonly FaultField[]>>;

export type FaultKind = keyof typeof FAULT_KINDS;

export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(FAULT_KINDS, text);
}

export function fieldsOf(kind: FaultKind): readonly FaultField[] {
  return FAULT_KINDS[kind];
}

/** Calls that a fault can hit: `send` is both kinds of send. */
export const CALLS = ['send', 'sendredpack', 'sendgroupredpack', 'gethbinfo', 'any'] as const;
