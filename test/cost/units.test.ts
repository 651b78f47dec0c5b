import { readFigures } from '../../scripts/cost/figures';
import { type Measured, measure, type Units } from '../../scripts/cost/measure';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** A line has the digits of a time, such as 3 ms or 12 ms. */
const BYTES_OFF = 0.03;
/** Reads of the index are billed by the page, so by how the records of a pass fall on pages. */
const READS_OFF = 0.05;

const PAGE = readFigures().measured;
let measured: Measured;
beforeAll(async () => {
  measured = await measure();
}, 300_000);

function expectNear(found: number, shown: number, off: number): void {
  expect(Math.abs(found - shown)).toBeLessThanOrEqual(off * Math.max(shown, 1));
}

describe('the units of docs/cost are those of the local stack:', () => {
  it.each(['send', 'sendOnly', 'repeat', 'budget', 'pass', 'recovered', 'followed'] as const)('%s', (key) => {
    const [found, shown]: readonly Units[] = [measured[key], PAGE[key]];
    if (found === undefined || shown === undefined) throw new Error(`${key} was not measured`);
    const { writeUnits, indexWriteUnits, logLines } = shown;
    expect(found).toMatchObject({ writeUnits, indexWriteUnits, logLines });
    expectNear(found.readUnits, shown.readUnits, READS_OFF);
    // What adds no line differs by these digits alone.
    if (logLines === 0) expect(Math.abs(found.logBytes)).toBeLessThan(20);
    else expectNear(found.logBytes, shown.logBytes, BYTES_OFF);
  });

  it('the bytes of a record and of its entries, and the number of metrics', () => {
    expectNear(measured.recordBytes, PAGE.recordBytes, BYTES_OFF);
    expectNear(measured.entryBytes, PAGE.entryBytes, BYTES_OFF);
    expect(measured.metricSeries).toBe(PAGE.metricSeries);
  });
});
