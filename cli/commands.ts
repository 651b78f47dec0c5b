import type { Command, CommandModule } from './command';

/**
 * A command of the file `commands/<name, with "-" for spaces>.ts`, which is loaded when the command is called or its help
 * is shown: all of them together, with the AWS clients they need, take two seconds.
 */
function command(name: string, summary: string): Command {
  let loaded: CommandModule['command'] | undefined;
  const body = (): CommandModule['command'] => {
    loaded ??= (require(`./commands/${name.replaceAll(' ', '-')}`) as CommandModule).command;
    return loaded;
  };
  return {
    ...{ name, summary },
    get usage() {
      return body().usage;
    },
    get options() {
      return body().options;
    },
    get allowPositionals() {
      return body().allowPositionals === true;
    },
    run: (context) => body().run(context),
  };
}

/** All commands, in the order of the overview, each with one sentence without a full stop. */
export const COMMANDS: readonly Command[] = [
  command(
    'certificate put',
    "Checks a merchant's certificate and API key with WeChat Pay and writes them to the account's secret",
  ),
  command(
    'certificate list',
    'Lists the accounts of the stack: merchant, days until the certificate expires, daily budget',
  ),
  command('doctor', 'Checks whether the stack can pay, and names the repair of what it finds'),
  command('recover', 'Looks up unfinished red packets at WeChat Pay now, and completes them'),
  command('unfinished', 'Lists red packets that are open, wait for a retry, or need a person'),
  command('retry-parked', 'Sends parked red packets again, after a top-up for instance'),
  command('redrive', 'Sends what asynchronous invocations of sendRedPack have lost'),
  command('resolve', 'Closes a red packet whose outcome only a person can find out, 29 days after its claim'),
  command('pause', 'Stops all sending at once'),
  command('unpause', 'Lets sending go on after pause'),
  command(
    'recount',
    'Recounts all records, compares the checkpoints of the list with the count, and repairs what differs',
  ),
  command('report', 'Writes what was paid, received and returned in some days as CSV and as a page'),
  command('campaign plan', 'Checks a file of recipients and makes it the plan of a campaign; sends nothing'),
  command('campaign run', 'Sends the rows of a planned campaign'),
  command('campaign status', 'Counts the rows of a campaign by outcome, and asks about those that are open'),
  command('campaign report', 'Writes the outcome of every row of a campaign as CSV, and a page'),
  command('campaign find', 'Shows what a recipient got in a campaign'),
  command('campaign submit', 'Uploads a plan, so that another person can approve it'),
  command('campaign approve', "Approves another person's uploaded plan"),
  command('campaign start', 'Starts a planned campaign on AWS Step Functions, now or at a set time'),
  command('campaign stop', 'Stops a campaign on AWS and removes its schedules'),
  command('console', 'Opens the console, pages to see and act on red packets, on this machine only'),
  command('sandbox', 'Runs the WeChat Pay sandbox alone, for programs in any language'),
  command('sandbox play', 'Plays a scenario of sends, faults and time on the local stack'),
];
