import type { RepairableFault } from '../../cli/campaign/repairs';

/** What a run stands at, in Step Functions' words and our own. */
export type RunStanding =
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMED_OUT'
  | 'ABORTED'
  | 'PENDING_REDRIVE'
  | 'scheduled'
  | 'uploaded';

/** The errors by which a run ends whose meaning is known. */
export type KnownError =
  | 'RedPack.StoppedByOperator'
  | 'RedPack.AccountFault'
  | 'RedPack.Stopped'
  | 'States.ExceedToleratedFailureThreshold';

/** Runs of a campaign by Step Functions, as English has them. */
export const AWS_RUNS_EN = {
  link: 'Runs on AWS',
  title: (name: string) => `${name}: runs on AWS`,
  find: 'Runs on AWS',
  findWhat: (stack: string) =>
    `Step Functions keeps the runs and schedules of ${stack}, whichever machine has started them. A campaign that was planned elsewhere is found by its name.`,
  name: 'Name of the campaign',
  nameHint: '1 to 64 of a-z, 0-9 and “-”',
  badName: (name: string) =>
    `A campaign’s name has 1 to 64 of a-z, 0-9 and “-”, and does not begin with “-”; got “${name}”.`,
  show: 'Show the runs',
  toCampaign: (name: string) => `${name} on this machine`,
  local: 'The local stack has no Step Functions',
  localWhat:
    'Send the plan from this machine, on the page of the campaign; or open the console of a stack on AWS: ./red-pack console --stack red-pack-prod',
  none: (stack: string) => `${stack} runs no campaigns on Step Functions`,
  noneWhat:
    'Deploy it with the param campaigns: ‘true’ (docs/campaign-large.md). Until then, send the plan from this machine, on the page of the campaign.',
  emptyTitle: (name: string, stack: string) => `No plan of ${name} was uploaded to ${stack}`,
  emptyHere: 'Starting uploads the plan of this machine.',
  emptyElsewhere: 'There is no plan of this name on this machine either. Is the name right?',
  elsewhere: 'To start it from here, plan it on this machine with the same file. Stopping needs no plan.',
  damaged: 'The plan on this machine cannot be started:',
  planOf: 'Plan',
  here: 'the plan on this machine',
  hereNot: 'The plan on this machine is another one, and is not uploaded yet. Starting uploads it.',
  states: {
    RUNNING: 'Running',
    SUCCEEDED: 'Went through every row',
    FAILED: 'Ended early',
    TIMED_OUT: 'Timed out',
    ABORTED: 'Stopped',
    PENDING_REDRIVE: 'About to continue',
    scheduled: 'Scheduled',
    uploaded: 'Uploaded, not started',
  } satisfies Record<RunStanding, string>,
  run: 'Run',
  runWhat: (attempt: number, redrives: number) =>
    `${attempt}${redrives === 0 ? '' : `, continued ${redrives === 1 ? 'once' : `${redrives} times`}`}`,
  started: 'Started',
  ended: 'Ended',
  schedule: 'Schedule',
  beijing: (minute: string) => `${minute} Beijing time`,
  startsAt: (minute: string) => `Starts at ${minute} Beijing time.`,
  continuesAt: (minute: string, until: string | null) =>
    `Continues a run that has ended early each day at ${minute} Beijing time${until === null ? '' : `, until ${until}`}.`,
  rows: 'Rows, as Step Functions counts them',
  rowsNot: 'Step Functions has not begun to read the plan.',
  progress: 'Rows that are done',
  share: (percent: number) => `${percent} %`,
  counts: { done: 'Done', running: 'In flight', pending: 'Waiting', failed: 'Stopped by a fault' },
  of: (total: string) => `of ${total}`,
  rowsWhat:
    'For Step Functions a row is done whether it was paid, refused or left open. The records alone tell who was paid:',
  packets: 'Packets of this campaign',
  errors: {
    'RedPack.StoppedByOperator': 'A person has stopped it',
    'RedPack.AccountFault': 'A fault of the account has ended it',
    'RedPack.Stopped': 'sendRedPack refused a row, which ended it',
    'States.ExceedToleratedFailureThreshold': 'A row met a fault that ends the run',
  } satisfies Record<KnownError, string>,
  errorOther: 'A fault has ended it',
  timedOut: 'It has taken longer than Step Functions allows',
  goOn: 'What is left can be sent: starting again continues. Nobody is paid twice.',
  repairs: {
    NOTENOUGH: 'The balance is empty. Top up the account, then start it again.',
    SENDAMOUNT_LIMIT:
      'The account has reached its limit of the day. Wait for tomorrow, or have WeChat Pay raise the limit, then start it again.',
    DAY_OVER_LIMITED:
      'The account has reached its limit of the day. Wait for tomorrow, or have WeChat Pay raise the limit, then start it again.',
    SIGN_ERROR: 'The signature is wrong. Check the API key on the accounts page, then start it again.',
    CA_ERROR: 'The certificate is refused. Renew it on the accounts page, then start it again.',
    CERTIFICATE_REFUSED: 'The certificate is refused. Renew it on the accounts page, then start it again.',
    CERTIFICATE_UNUSABLE:
      'The account has no usable certificate. Put one in on the accounts page, then start it again.',
    DAILY_BUDGET:
      'The account’s own budget of the day is reached. Raise daily_budget_yuan in its secret or wait for tomorrow, then start it again.',
  } satisfies Record<RepairableFault, string>,
  left: 'It has ended without all rows',
  leftWhat: (rows: string) =>
    `${rows} rows were not done. Start it again with a new run over every row: nobody is paid twice.`,
  repairUnnamed:
    'The results of the run name the fault. They are not there yet, or you may not read them. Nobody is paid twice.',
  repairOther: 'Fix what is named here, then start it again. Nobody is paid twice.',
  said: 'What AWS says',
  rights: 'These pages need the rights of the stack’s CampaignPolicy.',
  start: {
    link: 'Start on Step Functions',
    title: (name: string) => `Start ${name} on Step Functions`,
    what: 'Step Functions sends the plan, so that no machine of yours has to stay up. The next page says what will happen, and asks.',
    at: 'Start at, in Beijing time',
    atHint: 'Such as 2027-02-05 20:00, at most 90 days ahead. Empty: now',
    days: 'Days to go on afterwards',
    daysHint:
      '1 to 60. On each of them a run that has ended early continues at 00:10 Beijing time. Empty: none',
    whole: 'Begin a new run over every row, although the last one could continue',
    next: 'Next',
    wrong: 'This cannot be started',
    wrongAt: (given: string, now: string) =>
      `The start must be a minute of Beijing time from now (${now}) up to 90 days ahead, such as 2027-02-05 20:00; got “${given}”.`,
    wrongDays: (given: string) => `The days must be a number from 1 to 60, got “${given}”.`,
    now: (run: number, packets: string, yuan: string) =>
      `Starts run ${run} now: ${packets}, ${yuan} yuan in all, each under its own key.`,
    later: (run: number, minute: string, utc: string, packets: string, yuan: string) =>
      `Sets a schedule that starts run ${run} at ${minute} Beijing time (${utc} UTC): ${packets}, ${yuan} yuan in all, each under its own key.`,
    redriveNow: (run: number, packets: string, yuan: string) =>
      `Continues run ${run} now with the rows that it has left, of ${packets}, ${yuan} yuan.`,
    redriveLater: (run: number, minute: string, utc: string, packets: string, yuan: string) =>
      `Sets a schedule that continues run ${run} at ${minute} Beijing time (${utc} UTC) with the rows that it has left, of ${packets}, ${yuan} yuan.`,
    daily: (days: number) =>
      days === 1
        ? 'Sets a schedule that continues the run on the following day at 00:10 Beijing time, if it has ended early.'
        : `Sets a schedule that continues the run on each of the ${days} following days at 00:10 Beijing time, if it has ended early.`,
    lines: [
      'Recipients who were paid already are not paid again, whichever engine has paid them.',
      'Uploads the plan to the stack’s bucket first, with your identity, under a name with its hash that can be written once.',
      'A fault of the account, such as an empty balance, ends the run. Closing the console does not.',
    ],
    hash: (sha256: string) => `SHA-256 of the plan: ${sha256}`,
    button: (yuan: string) => `Send ${yuan} yuan`,
    buttonLater: (yuan: string) => `Schedule ${yuan} yuan`,
    buttonRedrive: 'Continue the run',
    changed: (name: string) =>
      `The plan or the run of ${name} has changed since the page was shown. Look at it again, then start.`,
    done: 'Started',
    doneWhat: (name: string) => `${name} runs on Step Functions. The page follows it.`,
    doneLater: 'Scheduled',
    doneLaterWhat: (name: string, minute: string) => `${name} will start at ${minute} Beijing time.`,
  },
  stop: {
    button: 'Stop',
    title: (name: string) => `Stop ${name} on AWS`,
    schedule: (plan: string, what: string) => `Removes a schedule of plan ${plan}: “${what}”`,
    run: (run: number, plan: string) => `Stops run ${run} of plan ${plan}.`,
    lines: [
      'Packets in flight are still paid, for up to 5 minutes; recovery finds the outcome of each.',
      'Starting it again later sends what is left. Nobody is paid twice.',
      'A run on somebody’s machine (campaign run) is not stopped; the page of the campaign does that.',
    ],
    nothing: (name: string) => `Nothing of ${name} runs or is set on AWS.`,
    done: 'Stopped',
    doneWhat: (plan: string, wasRunning: boolean, schedules: number) =>
      `Plan ${plan}: ${wasRunning ? 'the run is stopped' : 'nothing ran'}${schedules === 0 ? '' : `, ${schedules} ${schedules === 1 ? 'schedule' : 'schedules'} removed`}.`,
  },
};

export type AwsRunsText = typeof AWS_RUNS_EN;
