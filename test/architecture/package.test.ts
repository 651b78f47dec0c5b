import { type Consumer, startConsumer } from './consumer';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await startConsumer();
}, 180_000);
afterAll(() => consumer.remove());

test('the packed client depends on nothing but the SDK that the project has already', () => {
  // A dependency would be a second copy of the SDK beside the project's own.
  const { dependencies, peerDependencies } = consumer.manifest;
  expect(dependencies).toBeUndefined();
  expect(Object.keys(peerDependencies as object)).toEqual(['@aws-sdk/client-lambda']);
});

test.each([
  [
    'require',
    ['-e', "const { RedPack } = require('red-pack'); console.log(typeof new RedPack().sendRedPack)"],
  ],
  [
    'import',
    [
      '--input-type=module',
      '-e',
      "import { RedPack } from 'red-pack'; console.log(typeof new RedPack().sendRedPack)",
    ],
  ],
])('another project gets the client by %s', (_, args) => {
  expect(consumer.node(...args)).toMatchObject({ status: 0, stdout: 'function\n' });
});
