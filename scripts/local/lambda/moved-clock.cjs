/**
 * Lets `Date` run ahead of this machine's clock, for code that must not know of it. Timers, `performance` and Node's own
 * use of the time (sockets, TLS, the Date header of its servers) stay as they are.
 */
'use strict';

/**
 * Replaces the global `Date`: call it before the code is loaded.
 * @returns `hostNow`, the machine's own time, and `set`, which takes the milliseconds to be ahead, negative for behind
 */
function installMovedClock() {
  const HostDate = Date;
  const hostNow = HostDate.now;
  let aheadMs = 0;
  HostDate.now = () => hostNow() + aheadMs;
  // A proxy instead of a subclass: a date that Node makes, such as the time of a file, must stay an instance of Date.
  globalThis.Date = new Proxy(HostDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [target.now()] : args, newTarget),
    apply: (target) => new target(target.now()).toString(),
  });
  HostDate.prototype.constructor = globalThis.Date;
  const set = (ms) => {
    aheadMs = ms;
  };
  return { hostNow, set };
}

module.exports = { installMovedClock };
