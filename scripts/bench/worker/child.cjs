/**
 * Loads one module in a separate process, calls its `handler` with jobs and reports time and CPU. No TypeScript hook and
 * nothing else is loaded here, so that only the module is measured.
 */
'use strict';

const { channel } = require('node:diagnostics_channel');
const { randomUUID } = require('node:crypto');

const [, , file, mustCount] = process.argv;

/** Requests that have left this process, by name: `PutItem`, `POST`, … */
const calls = {};
if (mustCount !== undefined) {
  channel('http.client.request.start').subscribe(({ request }) => {
    const name = request.getHeader('x-amz-target')?.split('.').at(-1) ?? request.method;
    calls[name] = (calls[name] ?? 0) + 1;
  });
}

function context() {
  return {
    awsRequestId: randomUUID(),
    functionName: 'red-pack-dev-sendRedPack',
    functionVersion: '$LATEST',
    memoryLimitInMB: '256',
    invokedFunctionArn: 'arn:aws:lambda:ap-southeast-1:000000000000:function:red-pack-dev-sendRedPack',
    getRemainingTimeInMillis: () => 30_000,
  };
}

async function run(handler, jobs, atOnce) {
  const waiting = jobs.values();
  const one = async () => {
    for (const job of waiting) await handler(job, context());
  };
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, one));
  const { user, system } = process.cpuUsage(cpu);
  const maxRssBytes = process.resourceUsage().maxRSS * 1024;
  return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1000, calls, maxRssBytes };
}

function memory() {
  // Twice: the second pass frees what the first one finalised.
  globalThis.gc();
  globalThis.gc();
  return { heapBytes: process.memoryUsage().heapUsed, handles: process.getActiveResourcesInfo().length };
}

async function runOne(handler, job) {
  const cpu = process.cpuUsage();
  const result = await handler(job, context());
  const { user, system } = process.cpuUsage(cpu);
  return { result, cpuMs: (user + system) / 1000 };
}

const loadedFrom = process.cpuUsage();
const { handler } = require(file);
const loading = process.cpuUsage(loadedFrom);

process.on('message', ({ job, jobs, atOnce, mustWeigh }) => {
  const running = job === undefined ? run(handler, jobs, atOnce) : runOne(handler, job);
  running.then(
    (result) => process.send({ ...result, ...(mustWeigh ? memory() : {}) }),
    (error) => process.send({ failed: String(error?.stack ?? error) }),
  );
});
process.send({ loadCpuMs: (loading.user + loading.system) / 1000 });
