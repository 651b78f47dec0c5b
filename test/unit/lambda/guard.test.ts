import { NotAnInvocationError } from '../../../shared/api/errors';
import { admit, isHttpShaped } from '../../../shared/lambda/guard';
import { ENVELOPES, HTTP_ENVELOPES } from '../../fixtures/envelopes';
import { PARAMS } from '../support/samples';

const CONTEXT = { awsRequestId: '8f507cfc-example', functionName: 'red-pack-dev-sendRedPack' };

/** An event of a bus of the customer's own. */
const CUSTOM = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'OrderPaid',
  source: 'shop.orders',
  account: '111122223333',
  time: '2025-01-01T00:00:00Z',
  region: 'ap-east-1',
  resources: [],
  detail: PARAMS,
};

function expectRefused(event: unknown): void {
  expectRefusedIn(CONTEXT, event);
}

function expectRefusedIn(context: Parameters<typeof admit>[1], event: unknown = PARAMS): void {
  expect(() => admit(event, context)).toThrow(NotAnInvocationError);
}

describe('the envelope of another service', () => {
  const envelopes = Object.entries(ENVELOPES);

  it.each(envelopes)('is refused: %s', (_, event) => {
    expectRefused(JSON.parse(JSON.stringify(event)));
  });

  it.each(envelopes)('is refused with params smuggled in beside its keys: %s', (_, event) => {
    if (Array.isArray(event)) expectRefused([...event, PARAMS]);
    else expectRefused({ ...PARAMS, ...(event as object) });
  });

  it.each(envelopes)('is refused inside an event of a custom bus: %s', (_, event) => {
    const detail = Array.isArray(event) ? event : { ...PARAMS, ...(event as object) };
    expectRefused({ ...CUSTOM, detail });
  });

  it.each(Object.entries(HTTP_ENVELOPES))(
    'is known as HTTP, so that its caller is answered in HTTP: %s',
    (_, event) => {
      expect(isHttpShaped(event)).toBe(true);
    },
  );

  it.each(
    Object.entries(ENVELOPES).filter(([name]) => /SQS|SNS|S3 object|Cognito|rule|DynamoDB|Lex/.test(name)),
  )('is not taken for HTTP: %s', (_, event) => {
    expect(isHttpShaped(event)).toBe(false);
  });
});

describe('one key is enough', () => {
  it.each([
    ...[
      'requestContext',
      'httpMethod',
      'headers',
      'multiValueHeaders',
      'rawPath',
      'raw_path',
      'routeKey',
      'body',
    ],
    ...['queryStringParameters', 'pathParameters', 'isBase64Encoded', 'is_base64_encoded', 'rawQueryString'],
    ...['Records', 'records', 'awslogs', 'triggerSource', 'userPoolId', 'methodArn', 'routeArn', 'arguments'],
    ...['session', 'directive', 'currentIntent', 'sessionState', 'Details', 'RequestType', 'ResponseURL'],
    ...['source', 'detail', 'detail-type', 'rmqMessagesByQueue', 'eventSource', 'invokingEvent', 'SecretId'],
    ...['connection-id', 'endpoint-id', 'common-name', 'public-ip', 'schema-version', 'widgetContext'],
    ...['describe', 'EventType', 'transformId', 'labelingJobArn', 'InvocationEventType', 'lifecycleStage'],
  ])('%s beside the params, whatever its value', (key) => {
    for (const value of [null, '', {}, [], 'x']) expectRefused({ ...PARAMS, [key]: value });
  });
});

describe('the refusal', () => {
  function refusalOf(event: unknown): string {
    try {
      admit(event, CONTEXT);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('not refused');
  }

  it.each([
    ['Records', { Records: [] }],
    ['httpMethod', { httpMethod: 'GET', resource: '/' }],
    ['common-name', { ...PARAMS, 'common-name': 'cvpn' }],
    ['detail', { ...CUSTOM, id: 5 }],
    ['triggerSource', { ...CUSTOM, detail: { ...PARAMS, triggerSource: 'x' } }],
  ])('names the key %s that it found', (key, event) => {
    expect(refusalOf(event)).toContain(`(found: "${key}")`);
  });

  it('names a key beside the detail that EventBridge does not put there', () => {
    expect(refusalOf({ ...CUSTOM, limit: 1 })).toContain('unexpected top-level field "limit"');
  });

  it('shows no openid that stands beside the detail as a key, and no control character', () => {
    expect(refusalOf({ ...CUSTOM, oTEST00000000000000000000A0A: 1 })).toContain('"oTES…0A"');
    expect(refusalOf({ ...CUSTOM, 'a\nb"': 1 })).toContain(String.raw`"a�b\""`);
  });
});

/** As `sendRedPack`, the three that read, and `recoverRedPacks` take them. */
const PARAM_NAMES = [
  ...['type', 're_openid', 'send_name', 'official_account_id', 'total_amount', 'total_num', 'act_name'],
  ...['remark', 'wishing', 'scene_id', 'risk_info', 'gateway_type', 'idempotency_key', 'limit', 'offset'],
  ...['id', 'mch_billno', 'details', 'all', 'list', 'cursor', 'retry', 'resolve'],
];

it.each(PARAM_NAMES)('the param %s belongs to no envelope', (name) => {
  expect(admit({ [name]: 'x' }, CONTEXT).params).toEqual({ [name]: 'x' });
  expect(admit({ ...CUSTOM, detail: { [name]: 'x' } }, CONTEXT).params).toEqual({ [name]: 'x' });
});

describe('a key that a tracer adds', () => {
  const traced = { _datadog: { 'x-datadog-trace-id': '5827606813695714842' }, _X: 1 };

  it('is ignored in a plain event', () => {
    expect(admit({ ...PARAMS, ...traced }, CONTEXT)).toEqual({ params: PARAMS, eventId: null });
    expect(admit(traced, CONTEXT)).toEqual({ params: {}, eventId: null });
  });

  it('is ignored in the detail of an event of a custom bus, and beside it', () => {
    const detail = { ...PARAMS, ...traced };
    expect(admit({ ...CUSTOM, ...traced, detail }, CONTEXT)).toEqual({ params: PARAMS, eventId: CUSTOM.id });
  });

  it.each(['_', '__datadog', '_1', '__proto__', '_-x', 'x_datadog', ' _datadog', '_红'])(
    'is not taken for %j',
    (name) => {
      const stranger = JSON.parse(`{${JSON.stringify(name)}: {"Records": []}}`);
      expect(Object.keys(admit(stranger, CONTEXT).params)).toEqual([name]);
      expect(Object.keys(admit({ ...CUSTOM, detail: stranger }, CONTEXT).params)).toEqual([name]);
      expectRefused({ ...CUSTOM, ...stranger });
    },
  );

  it('hides no envelope that it stands in', () => {
    for (const event of Object.values(ENVELOPES))
      if (!Array.isArray(event)) expectRefused({ ...traced, ...(event as object) });
  });
});

describe('what is no JSON object', () => {
  it.each([[[]], [[PARAMS]], [''], ['{}'], [JSON.stringify(PARAMS)], [0], [1], [true], [false]])(
    '%j is refused',
    (event) => {
      expectRefused(event);
    },
  );

  it.each([null, undefined])('%s counts as no params', (event) => {
    expect(admit(event, CONTEXT)).toEqual({ params: {}, eventId: null });
  });
});

describe('a plain JSON object', () => {
  it.each([{}, PARAMS, { limit: 20 }, { id: 'x' }, { settle: true }, { unknown: 1 }])(
    '%j is let through as the params',
    (event) => {
      expect(admit(event, CONTEXT)).toEqual({ params: event, eventId: null });
    },
  );
});

describe('an event of a custom bus', () => {
  it('is let through: its detail holds the params, its id may be their key', () => {
    expect(admit(CUSTOM, CONTEXT)).toEqual({ params: PARAMS, eventId: CUSTOM.id });
  });

  it('is let through again when an archive replays it', () => {
    expect(admit({ ...CUSTOM, 'replay-name': 'r' }, CONTEXT).eventId).toBe(CUSTOM.id);
  });

  it.each(['aws.events', 'aws.partner/shop.example/orders', 'aws.'])(
    'is refused from the source %s',
    (source) => {
      expectRefused({ ...CUSTOM, source });
    },
  );

  it('may have an id of 128 characters, for that is the longest key, and no longer', () => {
    const id = 'e'.repeat(128);
    expect(admit({ ...CUSTOM, id }, CONTEXT).eventId).toBe(id);
    for (const wrong of [`${id}e`, '红', 'a b', '\n'])
      expect(() => admit({ ...CUSTOM, id: wrong }, CONTEXT)).toThrow(NotAnInvocationError);
  });

  it.each(['id', 'source', 'detail-type', 'detail'])('is refused without its %s', (name) => {
    const { [name as keyof typeof CUSTOM]: _, ...rest } = CUSTOM;
    expectRefused(rest);
  });

  it.each(['idempotency_key', 're_openid', 'settle', 'limit'])(
    'is refused with %s beside its detail, where it would be overlooked',
    (name) => {
      expectRefused({ ...CUSTOM, [name]: 'x' });
    },
  );

  it.each([null, [], [PARAMS], '', JSON.stringify(PARAMS), 1])('is refused with a detail of %j', (detail) => {
    expectRefused({ ...CUSTOM, detail });
  });

  it.each([
    ['id', 1],
    ['id', ''],
    ['source', null],
    ['source', ['shop']],
    ['detail-type', 5],
  ])('is refused with %s as %j', (name, value) => {
    expectRefused({ ...CUSTOM, [name]: value });
  });

  it('is refused with the keys of another service beside it', () => {
    for (const key of ['requestContext', 'Records', 'body', 'triggerSource', 'awslogs'])
      expectRefused({ ...CUSTOM, [key]: {} });
  });

  it('is refused within another such event', () => {
    expectRefused({ ...CUSTOM, detail: CUSTOM });
  });
});

describe('the context', () => {
  const client = {
    installationId: 'i',
    appTitle: 't',
    appVersionName: 'v',
    appVersionCode: 'c',
    appPackageName: 'p',
  };
  const env = { platformVersion: '1', platform: 'p', make: 'm', model: 'o', locale: 'l' };

  it.each([
    ['none', undefined],
    ['an empty one', {}],
    ['no request id', { functionName: 'f' }],
    ['no function name', { awsRequestId: 'a' }],
    ['empty names', { awsRequestId: '', functionName: '' }],
  ])('of a call outside a Lambda runtime is refused: %s', (_, context) => {
    expectRefusedIn(context);
  });

  it('with a Cognito identity is refused', () => {
    const identity = { cognitoIdentityId: 'ap-east-1:1', cognitoIdentityPoolId: 'ap-east-1:2' };
    for (const event of [PARAMS, CUSTOM, null]) expectRefusedIn({ ...CONTEXT, identity }, event);
  });

  it('of a mobile client is refused', () => {
    expectRefusedIn({ ...CONTEXT, clientContext: { client, custom: {}, env } });
  });

  it('with no more than custom values is fine, as Lambda Invoke lets a function send them', () => {
    const clientContext = { Custom: { trace: '1' } } as never;
    expect(admit(PARAMS, { ...CONTEXT, clientContext }).params).toEqual(PARAMS);
    expect(admit(PARAMS, { ...CONTEXT, clientContext: { custom: {} } as never }).params).toEqual(PARAMS);
  });

  it('with an empty identity is fine, as some runtimes fill it in', () => {
    const identity = { cognitoIdentityId: '', cognitoIdentityPoolId: '' };
    expect(admit(PARAMS, { ...CONTEXT, identity }).params).toEqual(PARAMS);
  });
});
