import { array, looseObject, object, optional, safeParse, string } from 'valibot';
import { CommandError } from '../../errors';
import { type CampaignStore, objectKeys } from './store';

/** The fault of a row that has ended a run, as Step Functions has it. */
export interface RowFault {
  readonly error: string;
  readonly cause: string | null;
}

/** Enough for several rows, each with its input. */
const READ_BYTES = 131_072;

const manifestSchema = object({
  ResultFiles: object({ FAILED: array(object({ Key: string() })) }),
});
const rowSchema = looseObject({ Error: string(), Cause: optional(string()) });

function faultsIn(lines: string): RowFault[] {
  return lines.split('\n').flatMap((line) => {
    try {
      const { success, output } = safeParse(rowSchema, JSON.parse(line));
      return success ? [{ error: output.Error, cause: output.Cause ?? null }] : [];
    } catch {
      // The last line is cut where reading has ended.
      return [];
    }
  });
}

/**
 * Why a run has failed. DescribeExecution says only that more rows have failed than are tolerated; the error of each row
 * stands in the results, which Step Functions writes unchanged for those that fail
 * (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html).
 * @param mapRun the last part of the map run's ARN
 * @returns null where the results cannot be read, or are not there yet: whatever the command shows, it shows without them
 */
export async function readRowFault(
  store: CampaignStore,
  campaign: string,
  sha256: string,
  mapRun: string,
): Promise<RowFault | null> {
  try {
    const stored = await store.getJson(`${objectKeys.results(campaign, sha256)}/${mapRun}/manifest.json`);
    const { success, output } = safeParse(manifestSchema, stored?.value);
    const [first] = success ? output.ResultFiles.FAILED : [];
    const start = first === undefined ? null : await store.getStart(first.Key, READ_BYTES);
    const faults = faultsIn(start ?? '');
    return faults.find(({ error }) => error.startsWith('RedPack.')) ?? faults[0] ?? null;
  } catch (error) {
    if (error instanceof CommandError) return null;
    throw error;
  }
}
