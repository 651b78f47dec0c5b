/**
 * Loaded into every container before the bundle (`NODE_OPTIONS=--require`). It does what a test can do to a process
 * only from within, and leaves the bundle as it is: says which sockets are its own, and shifts its clock.
 */
'use strict';

const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');
require('../contract/shifted-clock.cjs');

const { CAMPAIGN_SOCKETS_FILE = '' } = process.env;

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  // Written before the first byte leaves, so that the receiver of that byte can look up whose it is.
  this.prependOnceListener('connect', () => {
    appendFileSync(CAMPAIGN_SOCKETS_FILE, `${this.localPort}>${this.remotePort} ${process.pid}\n`);
  });
  return connect.apply(this, args);
};
