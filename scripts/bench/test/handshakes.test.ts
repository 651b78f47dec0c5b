import { withBench } from '../bench';
import { handshakes } from '../rows/handshakes';

test('a hundred sends make one TLS handshake, where each peer, used as documented, makes one for every send', async () => {
  expect(await withBench(true, handshakes)).toMatchObject([
    {
      ours: '1',
      baseline: expect.stringContaining('tenpay: 100, wechatpay-axios-plugin: 100, node-easywechat: 100,'),
      met: true,
      isCount: true,
    },
  ]);
}, 300_000);
