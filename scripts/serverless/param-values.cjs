'use strict';

const { paramOf } = require('./params.cjs');

/** What `send-concurrency: none` means in numbers: null. */
function reservationOf(serverless) {
  const value = String(paramOf(serverless, 'send-concurrency'));
  return value === 'none' ? null : Number(value);
}

/** Refuses params that CloudFormation would refuse only after it has changed the stack. */
function checkParams(serverless) {
  const { Error: ServerlessError } = serverless.classes;
  const concurrency = String(paramOf(serverless, 'send-concurrency') ?? 'none');
  if (!/^(\d+|none)$/.test(concurrency)) {
    throw new ServerlessError(
      `The param send-concurrency is "${concurrency}"; expected a whole number, or none for no reservation.`,
      'SEND_CONCURRENCY_INVALID',
    );
  }
  const names = ['vpc-subnet-ids', 'vpc-security-group-ids'];
  const [given, missing] = [true, false].map((isSet) =>
    names.find((name) => (String(paramOf(serverless, name) ?? '') !== '') === isSet),
  );
  if (given === undefined || missing === undefined) return;
  throw new ServerlessError(
    `The param ${given} is given, but ${missing} is not. The functions need both to run in a VPC, or neither.`,
    'NETWORK_INCOMPLETE',
  );
}

/** Without a reservation a held slot paces nothing and only costs time. The template leaves the reservation out. */
function leaveOutSlot(serverless) {
  if (reservationOf(serverless) === null)
    serverless.service.functions.sendRedPack.environment.SEND_SLOT_MS = '0';
}

module.exports = { checkParams, leaveOutSlot, reservationOf };
