import { type Check, known, warning } from '../facts';

/** Whether somebody hears the alarms. */
export const checkAlarms: Check = ({ alarmEmail }, facts) => {
  const subscriptions = known(facts.subscriptions);
  if (subscriptions === undefined || (subscriptions !== null && subscriptions.confirmed > 0)) return [];
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
