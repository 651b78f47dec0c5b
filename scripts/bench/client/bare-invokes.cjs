/**
 * A bare loop of Invokes over a file of events, one a line: what a script without journal, checks and counts would do.
 * Arguments: file, calls at once. Prints the seconds that the loop took.
 */
'use strict';

const { createReadStream } = require('node:fs');
const { createInterface } = require('node:readline');
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');

const [file, atOnce] = process.argv.slice(2);
const client = new LambdaClient({ maxAttempts: 1, requestHandler: { httpAgent: { maxSockets: 500 } } });

async function main() {
  const lines = createInterface({ input: createReadStream(file) })[Symbol.asyncIterator]();
  let paid = 0;
  const startedAt = performance.now();
  const worker = async () => {
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const command = new InvokeCommand({ FunctionName: 'sendRedPack', Payload: Buffer.from(next.value) });
      const { Payload } = await client.send(command);
      if (JSON.parse(Payload.transformToString()).data.return_code === 'SUCCESS') paid += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, worker));
  console.log(JSON.stringify({ paid, seconds: (performance.now() - startedAt) / 1000 }));
}

void main();
