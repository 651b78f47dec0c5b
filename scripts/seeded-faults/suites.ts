/** The suites, as the table names them: unit tests, the contract of the record store, the fault simulation. */
export const SUITES = {
  unit: 'test/unit/',
  store: 'test/records/',
  simulation: 'test/simulation/',
} as const;

export type Suite = keyof typeof SUITES;

const UNITS = '<rootDir>/test/{unit,records}/**/!(*.property).test.ts';
const SIMULATED =
  '<rootDir>/test/simulation/**/!(concurrent|recovery-capacity|pairs*|histories-[2-9]).test.ts';

/** The first three groups are the quick tests; the slow groups run in turn until the variant is caught. */
export const TEST_GROUPS = {
  units: [UNITS],
  simulated: [SIMULATED],
  all: [UNITS, SIMULATED],
  properties: ['<rootDir>/test/unit/**/*.property.test.ts'],
  concurrent: ['<rootDir>/test/simulation/**/concurrent.test.ts'],
  pairs: ['<rootDir>/test/simulation/**/pairs*.test.ts'],
} as const satisfies Record<string, readonly string[]>;

export type TestGroup = keyof typeof TEST_GROUPS;

/** The groups that `all` includes. */
export const IN_ALL: readonly TestGroup[] = ['units', 'simulated'];

/** As many generated histories as there is time for, with a fixed seed so that every run gives the same result. */
export const ENVIRONMENT = { TEST_SCOPE: 'all', HISTORIES: '1000', SEED: '20241124' };

/** @throws Error for a file of no suite: its failures would count for nothing */
export function suiteOf(file: string): Suite {
  const found = (Object.keys(SUITES) as Suite[]).find((suite) => file.startsWith(SUITES[suite]));
  if (found === undefined) throw new Error(`${file} is in no suite`);
  return found;
}
