import type { FaultInput } from '../../scripts/sandbox/index';

export interface OpenFault {
  readonly fault: FaultInput['fault'];
  /** WeChat's own code, where the answer has one that must be passed on. */
  readonly code?: string;
  /** No whole answer comes, so there is none to keep. */
  readonly isMute?: true;
}

const WHEN = ['before', 'after'] as const;

function muted(): [string, OpenFault][] {
  return WHEN.flatMap((when): [string, OpenFault][] => [
    [`no answer in time, ${when} its effect`, { fault: { kind: 'timeout', when }, isMute: true }],
    [`a reset ${when} its effect`, { fault: { kind: 'reset', when }, isMute: true }],
    [
      `a reset during the response, ${when} its effect`,
      { fault: { kind: 'reset', partial: true, when }, isMute: true },
    ],
  ]);
}

function corrupted(): [string, OpenFault][] {
  const shapes = [
    'cut',
    'repeated',
    'doctype',
    'comment',
    'nested',
    'attribute',
    'trailing',
    'empty',
  ] as const;
  return [
    ...WHEN.flatMap((when): [string, OpenFault][] => [
      [`HTTP 500 with a page, ${when} its effect`, { fault: { kind: 'status', status: 500, when } }],
      [
        `HTTP 502 with a whole answer, ${when} its effect`,
        { fault: { kind: 'status', status: 502, body: 'answer', when } },
      ],
      [`HTTP 200 with a page, ${when} its effect`, { fault: { kind: 'status', status: 200, when } }],
      [`a bare FAIL, ${when} its effect`, { fault: { kind: 'fail', when } }],
    ]),
    ['HTTP 400 for an absent certificate', { fault: { kind: 'certificate', page: 'absent' } }],
    ['HTTP 400 for a refused certificate', { fault: { kind: 'certificate', page: 'refused' } }],
    ...shapes.flatMap((shape): [string, OpenFault][] => [
      [`success in ${shape} XML, though nothing was paid`, { fault: { kind: 'xml', shape } }],
      [`success in ${shape} XML, though it was paid`, { fault: { kind: 'xml', shape, when: 'after' } }],
    ]),
    ['success in 128 KB of XML', { fault: { kind: 'xml', shape: 'huge', when: 'after' }, isMute: true }],
  ];
}

function echoes(): [string, OpenFault][] {
  const changes = {
    mch_billno: '0000000000000000000000000000',
    re_openid: 'oSomebodyElse00000000000000Z',
    total_amount: '189',
    mch_id: '1900000000',
    sign: '0'.repeat(32),
  };
  return Object.entries(changes).map(([name, text]) => [
    `success with another ${name}`,
    { fault: { kind: 'echo', change: { [name]: text } } },
  ]);
}

function coded(): [string, OpenFault][] {
  const codes = ['SYSTEMERROR', 'FREQ_LIMIT', 'SOME_NEW_CODE', '268458547'];
  return [
    ...codes.flatMap((code): [string, OpenFault][] =>
      WHEN.map((when) => [
        `the code ${code}, ${when} its effect`,
        { fault: { kind: 'answer', err_code: code, err_code_des: `说明 ${code}`, when }, code },
      ]),
    ),
    [
      'a definite code under return_code FAIL',
      {
        fault: { kind: 'answer', err_code: 'NOTENOUGH', err_code_des: '说明 NOTENOUGH', return_code: 'FAIL' },
        code: 'NOTENOUGH',
      },
    ],
    [
      'SYSTEMERROR without the order’s fields',
      {
        fault: { kind: 'answer', err_code: 'SYSTEMERROR', err_code_des: '说明 SYSTEMERROR', order: false },
        code: 'SYSTEMERROR',
      },
    ],
  ];
}

/**
 * Every way in which an answer to a send leaves its outcome open, and a repeat must find the truth. FATAL_ERROR is none:
 * it says that the number is another's, which no repeat changes.
 */
export const OPEN_FAULTS: readonly (readonly [name: string, fault: OpenFault])[] = [
  ...muted(),
  ...corrupted(),
  ...echoes(),
  ...coded(),
];
