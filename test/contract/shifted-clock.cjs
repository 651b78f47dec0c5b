/**
 * Loaded into a container before the bundle (`NODE_OPTIONS=--require`): missets its clock by the milliseconds in
 * CLOCK_SHIFT_FILE, and leaves the bundle as it is. The clock of the local stack is added to this one.
 */
'use strict';

const { readFileSync } = require('node:fs');

const { CLOCK_SHIFT_FILE = '' } = process.env;

const realNow = Date.now;
let shiftMs = 0;
Date.now = () => realNow() + shiftMs;

// Before the worker's own listener, which gets the same object: time passes between invocations, as for a frozen
// container, and never within one.
process.on('message', (job) => {
  shiftMs = Number(readFileSync(CLOCK_SHIFT_FILE, 'utf8'));
  job.deadlineMs += shiftMs;
});
