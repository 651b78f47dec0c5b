import { CommandError } from '../errors';

/** A plan needs the approval of another person and has none. Nothing was sent. */
export class NeedsApprovalError extends CommandError {
  constructor(
    message: string,
    /** Name of the campaign. */
    readonly campaign: string,
  ) {
    super(message);
  }
}

/** The identity that uploaded a plan wants to approve it. */
export class OwnPlanError extends CommandError {
  constructor(
    message: string,
    /** Name of the campaign. */
    readonly campaign: string,
    /** ARN of the one who asks. */
    readonly identity: string,
  ) {
    super(message);
  }
}
