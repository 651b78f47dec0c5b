import { RedPack } from '../../../sdk/index';
import { answering, type LambdaStage, lambdaStage } from '../support/lambda-harness';

const ID = '5c474dd8e2aa136e58867af3';
const MCH_BILLNO = `${ID}0abC`;

let stage: LambdaStage;
let redPack: RedPack;
beforeAll(async () => {
  stage = await lambdaStage(answering(200, {}));
  redPack = new RedPack({ client: stage.client });
});
beforeEach(() => stage.invoked.splice(0));
afterAll(() => stage.end());

const METHODS = ['getSentRedPack', 'getRedPackStatus'] as const;

describe.each(METHODS)('%s', (method) => {
  it.each<[string, Parameters<RedPack['getRedPackStatus']>[0], object]>([
    ['a string of 24 characters as an id', ID, { id: ID }],
    ['a string of 28 characters as an order number', MCH_BILLNO, { mch_billno: MCH_BILLNO }],
    ['any other string as an id, for the function to say 404', 'i5c46d', { id: 'i5c46d' }],
    ['an empty string as an id', '', { id: '' }],
    ['an id', { id: ID }, { id: ID }],
    ['an order number', { mch_billno: MCH_BILLNO }, { mch_billno: MCH_BILLNO }],
    ['an idempotency key', { idempotency_key: 'order-1' }, { idempotency_key: 'order-1' }],
    ['an object with nothing in it, for the function to refuse', {}, {}],
  ])('hands over %s', async (_, which, payload) => {
    await redPack[method](which);
    expect(stage.invoked.map((invoked) => invoked.payload)).toEqual([payload]);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['number', 5],
    ['an array', [ID]],
    ['function', () => ID],
  ])('rejects %s with 400, without a call', async (named, which) => {
    await expect(redPack[method](which as string)).rejects.toMatchObject({
      name: 'HError',
      code: 400,
      message: expect.stringMatching(
        new RegExp(`^400: expected an id or an order number .* not ${named}\\.$`),
      ),
    });
    expect(stage.invoked).toEqual([]);
  });
});

it('getSentRedPack hands details over', async () => {
  await redPack.getSentRedPack({ id: ID, details: true });
  expect(stage.invoked[0]?.payload).toEqual({ id: ID, details: true });
});

it('getSentRedPackList hands its filter over', async () => {
  await redPack.getSentRedPackList({ re_openid: 'o', details: true, limit: 5 });
  expect(stage.invoked[0]?.payload).toEqual({ re_openid: 'o', details: true, limit: 5 });
});

it('sentRedPacks goes through getSentRedPackList', async () => {
  const objects = [{ id: ID }];
  stage.client.destroy();
  const listed = await lambdaStage(answering(200, { meta: { offset: 0, total_count: 1 }, objects }));
  const ids: string[] = [];
  for await (const { id } of new RedPack({ client: listed.client }).sentRedPacks({ re_openid: 'o' }))
    ids.push(id);
  expect(ids).toEqual([ID]);
  expect(listed.invoked).toEqual([
    expect.objectContaining({
      functionName: 'red-pack-dev-getSentRedPackList',
      payload: { re_openid: 'o', limit: 100, offset: 0 },
    }),
  ]);
  await listed.end();
});
