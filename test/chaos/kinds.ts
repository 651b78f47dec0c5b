/** Every way in which a campaign disturbs a call; a campaign in which one of them never happened has failed. */
export const KINDS = [
  'killed: idle',
  'killed: before it owned the record',
  'killed: between the claim and the request to WeChat',
  'killed: waiting for WeChat’s answer',
  'killed: between WeChat’s answer and the outcome write',
  'killed: after the outcome write, unanswered',
  'killed: recovering',
  'WeChat: new connection cut',
  'WeChat: request cut in its middle',
  'WeChat: out of reach for a moment',
  'WeChat: reset, no effect',
  'WeChat: reset, full effect',
  'WeChat: answer cut in mid-body',
  'WeChat: XML cut off',
  'WeChat: HTML with 502',
  'WeChat: SYSTEMERROR, unpaid',
  'WeChat: SYSTEMERROR, paid',
  'WeChat: PROCESSING, unpaid',
  'WeChat: PROCESSING, paid',
  'WeChat: answer past the timeout',
  'WeChat: never an answer',
  'WeChat: effect minutes later',
  'WeChat: query corrupted',
  'DynamoDB: cut before the effect',
  'DynamoDB: cut after the effect',
  'DynamoDB: delayed',
  'DynamoDB: effect after the SDK’s timeout',
  'DynamoDB: InternalServerError',
  'DynamoDB: out of reach for a moment',
  'Secrets Manager: out of reach for a moment',
] as const;

export type Kind = (typeof KINDS)[number];

/** Killed at a random moment of which it cannot be said whether WeChat's answer was in; counted, not required. */
export const UNCLEAR = 'killed: about WeChat’s answer';

export type HitKind = Kind | typeof UNCLEAR;
