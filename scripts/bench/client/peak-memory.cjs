/** Loaded before a program with `--require`: writes the most memory that the process has held, as its last line. */
'use strict';

process.on('exit', () => {
  // Not process.stderr, which need not be written by now.
  require('node:fs').writeSync(
    2,
    `\n${JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024 })}\n`,
  );
});
