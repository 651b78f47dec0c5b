import type { Command } from './command';
import { campaignApproveCommand } from './commands/campaign-approve';
import { campaignFindCommand } from './commands/campaign-find';
import { campaignPlanCommand } from './commands/campaign-plan';
import { campaignReportCommand } from './commands/campaign-report';
import { campaignRunCommand } from './commands/campaign-run';
import { campaignStartCommand } from './commands/campaign-start';
import { campaignStatusCommand } from './commands/campaign-status';
import { campaignStopCommand } from './commands/campaign-stop';
import { campaignSubmitCommand } from './commands/campaign-submit';
import { certificateListCommand } from './commands/certificate-list';
import { certificatePutCommand } from './commands/certificate-put';
import { consoleCommand } from './commands/console';
import { doctorCommand } from './commands/doctor';
import { pauseCommand } from './commands/pause';
import { recountCommand } from './commands/recount';
import { recoverCommand } from './commands/recover';
import { redriveCommand } from './commands/redrive';
import { reportCommand } from './commands/report';
import { resolveCommand } from './commands/resolve';
import { retryParkedCommand } from './commands/retry-parked';
import { sandboxCommand } from './commands/sandbox';
import { sandboxPlayCommand } from './commands/sandbox-play';
import { unfinishedCommand } from './commands/unfinished';
import { unpauseCommand } from './commands/unpause';

/** All commands, in the order of the overview. */
export const COMMANDS: readonly Command[] = [
  certificatePutCommand,
  certificateListCommand,
  doctorCommand,
  recoverCommand,
  unfinishedCommand,
  retryParkedCommand,
  redriveCommand,
  resolveCommand,
  pauseCommand,
  unpauseCommand,
  recountCommand,
  reportCommand,
  campaignPlanCommand,
  campaignRunCommand,
  campaignStatusCommand,
  campaignReportCommand,
  campaignFindCommand,
  campaignSubmitCommand,
  campaignApproveCommand,
  campaignStartCommand,
  campaignStopCommand,
  consoleCommand,
  sandboxCommand,
  sandboxPlayCommand,
];
