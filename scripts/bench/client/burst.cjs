/**
 * Makes many sends at once through the built client, by its default options, in a process of its own. Only the client is
 * loaded here, so that heap and CPU are the client's alone. The variable `CLIENT` is the file to load.
 */
'use strict';

const { RedPack } = require(process.env.CLIENT);

let throttled = 0;
const redPack = new RedPack({
  // Only counts: the options that change what the client does keep their defaults.
  onProgress: (progress) => {
    throttled = progress.throttled;
  },
});

function heapBytes() {
  // Twice: the second pass frees what the first one finalised.
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/**
 * @param event `{ sends }`: the params of each send
 * @returns how it went. No result is kept: what a caller keeps of them is not the client's memory.
 */
exports.handler = async ({ sends }) => {
  const throttledBefore = throttled;
  const heap = { before: heapBytes() };
  const errors = [];
  let [answered, done] = [0, 0];
  const startedAt = performance.now();
  const calls = sends.map(async (params) => {
    try {
      const { data } = await redPack.sendRedPack(params);
      if (data.return_code === 'SUCCESS') answered += 1;
      else errors.push(`${data.outcome}: ${data.err_code}`);
    } catch (error) {
      errors.push(String(error));
    }
    done += 1;
    if (done === Math.ceil(sends.length / 2)) heap.half = heapBytes();
  });
  heap.queued = heapBytes();
  await Promise.all(calls);
  const seconds = (performance.now() - startedAt) / 1000;
  calls.length = 0;
  heap.after = heapBytes();
  return { answered, seconds, throttled: throttled - throttledBefore, heap, error: errors[0] };
};
