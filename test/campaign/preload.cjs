/**
 * Loaded into every container before the bundle (`NODE_OPTIONS=--require`). It does what a test can do to a process
 * only from within, and leaves the bundle as it is: says which sockets are its own, and shifts its clock.
 */
'use strict';

const { appendFileSync, readFileSync } = require('node:fs');
const { Socket } = require('node:net');

const { CAMPAIGN_SOCKETS_FILE = '', CAMPAIGN_SHIFT_FILE = '' } = process.env;

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  // Written before the first byte leaves, so that whoever receives that byte can look up whose it is.
  this.prependOnceListener('connect', () => {
    appendFileSync(CAMPAIGN_SOCKETS_FILE, `${this.localPort}>${this.remotePort} ${process.pid}\n`);
  });
  return connect.apply(this, args);
};

const realNow = Date.now;
let shiftMs = 0;
Date.now = () => realNow() + shiftMs;

// Before the worker's own listener, which gets the same object: time passes between invocations, as for a frozen
// container, and never within one.
process.on('message', (job) => {
  shiftMs = Number(readFileSync(CAMPAIGN_SHIFT_FILE, 'utf8'));
  job.deadlineMs += shiftMs;
});
