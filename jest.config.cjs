/** Whole processes, whole packages and long stories, which `npm run test:all` runs and `npm test` does not. */
const WHOLE = [
  '/test/serverless/(campaigns|package|policy-calls|deploy|invoke-local)',
  '/test/examples/caller',
  '/test/readme/',
  '/test/build/build',
  '/test/bench/campaigns',
  '/test/bench/counts',
  '/test/listing/cost',
  '/test/local/process',
  '/test/browser/',
  '/test/stranger/',
  '/test/campaign/',
  '/test/contract/page-alarm',
  '/test/cost/units',
  '/test/cli/(report|resolve|retry-parked|campaign-plan-killed)',
  '/test/simulation/(recovery-capacity|singles|histories-[34])',
  '/test/chaos/chaos',
  '/test/local/(stack|played-month|join)',
  '/test/contract/send-amounts',
  '/test/contract/(client|record|recover|outcome-open|budget|config|platform|unfinished|merchant|metrics|send-async)',
  '/test/contract/(page-samples|logs|details|unresolved)',
  '/test/unit/(aws.test|sdk/burst|wechat-pay/transport-(addresses|limits))',
  '/test/listing/histories',
  '/test/seeded-faults/',
  '/test/examples/(templates|step-functions)',
  '/test/simulation/(concurrent|pairs-(paid|notenough))',
  '/test/local/(standalone|lambda-lifecycle)',
  '/test/cli/(sandbox|campaign-plan-(csv|xlsx)|redrive|certificate-(put|files)|stack|doctor)',
  '/test/cost/large',
  '/test/console/(accounts|late-clients|sandbox-play)',
  '/test/sandbox/(faults|persistence)',
  // What they provoke is played in `test/simulation` as well; these play it through bundles and sockets.
  '/test/contract/(outcome-(asked|refused)|foreign-order|restored-table|host-clock|list-checkpoints|list-size)',
];

/** Who names a file or folder wants it run. */
const isNamed = process.argv.slice(2).some((arg) => arg.startsWith('test/'));

/** swc strips the types; `tsc --noEmit` checks them separately. */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  modulePathIgnorePatterns: [
    '<rootDir>/dist',
    '<rootDir>/.build',
    '<rootDir>/.local',
    '<rootDir>/.serverless',
  ],
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.TEST_SCOPE === 'all' || isNamed ? [] : WHOLE)],
  // More than a worker a core, with the processes that many suites start, would starve suites with time limits.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
