/** How the figures of docs/benchmarks.md are measured. */
export const METHOD = `## Method

Candidates are measured in the same run, taking turns, and each round begins with another one, so that other load on the
machine affects all of them. A cell holds the median and, in brackets, the quartiles. Each sender is a
separate process; DynamoDB (dynalite), Secrets Manager and the WeChat Pay sandbox share another one, whose CPU is not
counted. Everything runs on 127.0.0.1, with real mutual TLS. After each row the sandbox is asked how many packets were
paid: unless it is all of them, the run fails. The command fails on counts (bytes, requests, handshakes, handles, answers), never
on times.

- **load**: from starting \`node -e "require(bundle)"\` to its exit, less \`node -e ""\` in the same round. The baseline is
  the AWS clients that the function needs, bundled with ncc's defaults and \`--minify\`.
- **bundle**: by default ncc takes the SDK's CommonJS build, which cannot be tree-shaken. Our build first merges the
  SDK's ES modules with esbuild, and compresses what ncc returns (\`scripts/build/\`); no source is changed.
- **first invocation**: a new process with the bundle loaded, then one send: fetch the secret, TLS handshake, two writes,
  one POST. The baseline is \`scripts/bench/bare/send.js\`: the same requests without validating, signing, parsing or
  logging anything.
- **warm send**: 25 sends a round, after a warm-up. The baseline is the same script, with requests built and signed
  beforehand and identical writes, so that the stand-in for DynamoDB takes as long for both.
- **requests of a warm send**: every HTTP request that Node reports as started in the process.
- **peers**: each set up as its own documentation says, one client for all sends. tenpay: p12. wechatpay-axios-plugin:
  PEM, \`security: true\`. node-easywechat: an \`https.Agent\` with the p12, passed with each request, as its maintainer
  advises. **node-easywechat\\*** is the same with \`keepAlive: true\` on the agent, which its README does not mention: the
  caller then manages the connections. The other two manage them themselves.
- **sends 100 ms away**: one process, 30 sends at a time; every round trip to the sandbox takes 100 ms longer, opening a
  connection included. The peers only send; ours also makes its two writes per send, to a DynamoDB that here competes
  for the same cores (a line below says how much CPU that takes) and on AWS does not. **bare script** is the baseline of
  the warm send: a pooled agent and the same two writes, nothing else. Its ratio is taken within each round, so that it
  has a spread of its own.
- **sign + build + parse + classify**: without network, CPU only. tenpay's private steps and wechatpay-axios-plugin's
  transformers are called the way their own send calls them. Ours builds with fast-xml-parser, and parses with a scanner
  that accepts the documented shape and nothing else (\`shared/wechat-pay/protocol/xml-scanner.ts\`).
- **heap after many sends**: of a process that calls the handler directly, after garbage collection.
- **sends at once through the client**: the built client of \`sdk/\`, by its default options, in a process of its own,
  invokes the built function in the local stand-in for Lambda, with the reserved concurrency and \`SEND_SLOT_MS\` of
  \`serverless.yml\`: each send holds one slot for a second, and beyond the slots the stand-in throttles as AWS does. The
  rate is counted from the first call to the last response. Before that, one send per slot has started all processes of
  the function. The baseline is arithmetic: as many rounds as it takes to fill the slots, a second each. A slot here
  takes a few milliseconds longer, for what the function does before it sends, and the functions, their DynamoDB and the
  client share the cores; what is missing from 1× is therefore not the client's alone. One client at its defaults has
  as many calls in flight as there are slots, and is not throttled; two clients, in two processes, compete for them.
- **heap of the client**: after garbage collection, when 2,000 repeats of paid sends have had its code compiled; when
  all sends are made and wait; when half are answered; at the end. No result is kept, as a caller might.
- **planning a campaign**: \`./red-pack campaign plan\` in a process of its own, from its start to its end, over a CSV of
  four columns. The baseline reads the same file with csv-parse and does nothing with the rows. Memory is the peak that
  the operating system reports for the process, Node and the compiler of TypeScript included.
- **campaign run**: the whole command in a process of its own, 20 calls at once, against a stand-in for Lambda that answers
  every Invoke at once as paid. The rate is that of its rows, from the first in the journal to the last. The baseline is a
  loop of as many Invokes over the same plan, without journal, checks and counts. The heap is what full collections left,
  by V8's --trace-gc; resident memory holds garbage as well.

## What a Lambda would add

Not measured here: downloading the zip; starting Node, which the load figures exclude; CPU in proportion to memory,
which by AWS's documentation is a full core at 1,769 MB and so a seventh of a core at the 256 MB of
\`sendRedPack\` (functions reportedly get more while they load, which is why the AWS clients are created then); the
latencies of the real DynamoDB, Secrets Manager and WeChat Pay. A Lambda container serves one invocation at a time: it
has one connection to WeChat Pay, and one handshake for as long as that stays in use.

Pages of the list at any offset have a separate benchmark: \`npm run bench:pages\`.
`;
