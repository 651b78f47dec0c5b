import { type Check, known, warning } from '../facts';

const NOBODY_PAGED = warning(
  'Nobody is paged: the topic PageTopic, of the alarms that cannot wait until the morning, has no subscription.',
  'Subscribe a pager or an on-call address with `aws sns subscribe` (the output PageTopicArn), and confirm it.',
);

/** Whether somebody hears the alarms; of a stack that runs, also whether somebody is woken. */
export const checkAlarms: Check = ({ alarmEmail, isRunning }, facts) => {
  const subscriptions = known(facts.subscriptions);
  if (subscriptions === undefined) return [];
  if (subscriptions !== null && subscriptions.confirmed > 0)
    return isRunning === true && subscriptions.paged === 0 ? [NOBODY_PAGED] : [];
  if (alarmEmail !== '' || (subscriptions?.pending ?? 0) > 0)
    return [
      warning(
        'Nobody hears the alarms yet: no subscription is confirmed.',
        `Open the mail from AWS Notifications${alarmEmail === '' ? '' : ` to ${alarmEmail}`} and confirm it.`,
      ),
    ];
  return [
    warning(
      'Nobody hears the alarms: the topic AlarmTopic has no subscription.',
      'Deploy with --param="alarm-email=…", or subscribe with `aws sns subscribe`.',
    ),
  ];
};
