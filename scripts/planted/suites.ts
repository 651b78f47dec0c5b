/** Which tests are asked, in the table's words: units, the contract of a store of records, the simulation of faults. */
export const SUITES = {
  unit: 'test/unit/',
  store: 'test/records/',
  simulation: 'test/faults/',
} as const;

export type Suite = keyof typeof SUITES;

/** The quick tests are asked of every variant, the slow ones in turn as long as one is still to be caught. */
export const STAGES = {
  quick: [
    '<rootDir>/test/{unit,records}/**/!(*.property).test.ts',
    '<rootDir>/test/faults/**/!(twins|pairs*).test.ts',
  ],
  properties: ['<rootDir>/test/unit/**/*.property.test.ts'],
  twins: ['<rootDir>/test/faults/**/twins.test.ts'],
  pairs: ['<rootDir>/test/faults/**/pairs*.test.ts'],
} as const satisfies Record<string, readonly string[]>;

export type Stage = keyof typeof STAGES;

/** As many generated histories as a gate has time for, always the same ones: what is caught today is caught tomorrow. */
export const ENVIRONMENT = { HISTORIES: '300', SEED: '20241124' };

export function suiteOf(file: string): Suite | undefined {
  return (Object.keys(SUITES) as Suite[]).find((suite) => file.startsWith(SUITES[suite]));
}
