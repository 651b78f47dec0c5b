import { type Contract, must, startContract } from './harness';
import { FISSION, packet } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

const SCENE = { scene_id: 'PRODUCT_2' };

/** Yuan that arrive as so many fen: at WeChat, in its ledger and, as yuan again, in the record. */
async function expectArrives(changes: Record<string, unknown>, fen: number): Promise<void> {
  const { key, mch_billno } = await contract.pay(changes);
  const [send] = await contract.sandbox.sends(mch_billno);
  expect(must(send, 'the send').fields.total_amount).toBe(String(fen));
  expect(await contract.sandbox.paidFen(mch_billno)).toEqual([fen]);
  expect((await contract.record(key)).total_amount).toBe(changes.total_amount);
}

describe('an amount in yuan', () => {
  it.each([
    [1, 100],
    [1.01, 101],
    [1.1, 110],
    [1.15, 115],
    [8.29, 829],
    [19.9, 1990],
    [64.1, 6410],
    [100, 10_000],
    [199.99, 19_999],
    [200, 20_000],
  ])('of %p arrives as %i fen', (total_amount, fen) => expectArrives({ total_amount }, fen));

  it.each([
    [0.3, 30],
    [0.57, 57],
    [0.99, 99],
    [200.01, 20_001],
    [4998.99, 499_899],
    [4999, 499_900],
  ])('of %p arrives as %i fen under a scene', (total_amount, fen) =>
    expectArrives({ ...SCENE, total_amount }, fen),
  );

  it('arrives exactly for every hundredth from 1.00 to 3.00', async () => {
    const fens = Array.from({ length: 201 }, (_, index) => 100 + index);
    const wrong: number[] = [];
    for (const fen of fens) {
      const { mch_billno } = await contract.pay({ total_amount: Number((fen / 100).toFixed(2)) });
      const paid = await contract.sandbox.paidFen(mch_billno);
      if (paid.length !== 1 || paid[0] !== fen) wrong.push(fen);
    }
    expect(wrong).toEqual([]);
  });
});

/** The text of the event, for numbers that JSON writes in no other way. */
function withAmount(amount: unknown, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return packet({ ...changes, total_amount: amount });
}

async function expectRefused(event: unknown): Promise<void> {
  const before = contract.touched();
  const { status, data } = await contract.invoke('sendRedPack', event);
  expect(status).toBe(400);
  expect(data.error_msg).toMatch(/^total_amount /);
  expect(contract.touched() - before).toBe(0);
}

describe('a wrong amount is refused before any backend is asked:', () => {
  // NaN and Infinity are null in JSON.
  it.each([
    0,
    -1,
    -0.01,
    0.29,
    0.99,
    1.005,
    1.001,
    1e-7,
    200.01,
    4999.01,
    1e21,
    Number.NaN,
    Infinity,
    '1',
    '1.1',
  ])('%p without a scene', (amount) => expectRefused(withAmount(amount)));
  it.each([0, -1, 0.29, 0.299, 4999.01, 5000, 1.005, 0.1 + 0.2])('%p under a scene', (amount) =>
    expectRefused(withAmount(amount, SCENE)),
  );
});

describe('the amount of a fission packet', () => {
  it.each([
    [3, 3],
    [3.01, 3],
    [600, 3],
    [20, 20],
    [4000, 20],
    [10.1, 7],
  ])('of %p yuan for %i recipients arrives whole', (total_amount, total_num) =>
    expectArrives({ ...FISSION, total_amount, total_num }, Math.round(total_amount * 100)),
  );

  it.each([
    [2.99, 3],
    [600.01, 3],
    [19.99, 20],
    [4000.01, 20],
    [1, 3],
  ])('of %p yuan for %i recipients is refused by its average', (total_amount, total_num) =>
    expectRefused(packet({ ...FISSION, total_amount, total_num })),
  );

  it.each([
    [0.9, 3],
    [14_997, 3],
  ])('of %p yuan for %i recipients arrives under a scene', (total_amount, total_num) =>
    expectArrives({ ...FISSION, ...SCENE, total_amount, total_num }, Math.round(total_amount * 100)),
  );

  it.each([
    [0.89, 3],
    [14_997.01, 3],
  ])('of %p yuan for %i recipients is refused under a scene', (total_amount, total_num) =>
    expectRefused(packet({ ...FISSION, ...SCENE, total_amount, total_num })),
  );
});
