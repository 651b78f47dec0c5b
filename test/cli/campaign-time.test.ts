import { beijingAndUtc, scheduledMinute } from '../../cli/campaign/aws/time';

describe('scheduledMinute', () => {
  it.each([
    ['at(2027-02-05T20:00:00)', '2027-02-05 20:00'],
    ['cron(10 0 * * ? *)', '00:10'],
    ['cron(5 23 * * ? *)', '23:05'],
    // Nobody but a person in the AWS console sets these.
    ['rate(5 minutes)', 'rate(5 minutes)'],
    ['cron(10 0 1 * ? *)', 'cron(10 0 1 * ? *)'],
  ])('reads %s as %s', (expression, minute) => {
    expect(scheduledMinute(expression)).toBe(minute);
  });
});

it('beijingAndUtc names both clocks', () => {
  expect(beijingAndUtc(Date.parse('2027-02-05T12:00:00Z'))).toBe(
    '2027-02-05 20:00 Beijing time (2027-02-05 12:00 UTC)',
  );
});
