/** Which tests are asked, in the table's words: units, the contract of a store of records, the simulation of faults. */
export const SUITES = {
  unit: 'test/unit/',
  store: 'test/records/',
  simulation: 'test/simulation/',
} as const;

export type Suite = keyof typeof SUITES;

/** The first two hold the quick tests; the slow ones are asked in turn as long as a variant is still to be caught. */
export const STAGES = {
  units: ['<rootDir>/test/{unit,records,listing}/**/!(*.property).test.ts'],
  all: [
    '<rootDir>/test/{unit,records,listing}/**/!(*.property).test.ts',
    '<rootDir>/test/simulation/**/!(concurrent|recovery-capacity|pairs*|histories-[2-9]).test.ts',
  ],
  properties: ['<rootDir>/test/unit/**/*.property.test.ts'],
  concurrent: ['<rootDir>/test/simulation/**/concurrent.test.ts'],
  pairs: ['<rootDir>/test/simulation/**/pairs*.test.ts'],
} as const satisfies Record<string, readonly string[]>;

export type Stage = keyof typeof STAGES;

/** As many generated histories as a gate has time for, always the same ones: what is caught today is caught tomorrow. */
export const ENVIRONMENT = { HISTORIES: '1000', SEED: '20241124' };

export function suiteOf(file: string): Suite | undefined {
  return (Object.keys(SUITES) as Suite[]).find((suite) => file.startsWith(SUITES[suite]));
}
