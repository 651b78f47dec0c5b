'use strict';

const { paramOf } = require('./params.cjs');

/** What `send-concurrency: none` means in numbers: null. */
function reservationOf(serverless) {
  const value = String(paramOf(serverless, 'send-concurrency'));
  return value === 'none' ? null : Number(value);
}

/** Params of campaigns, with what they may be. */
const CAMPAIGN_PARAMS = {
  campaigns: [/^(true|false)$/, 'true or false'],
  'campaign-concurrency': [/^[1-9]\d{0,3}$/, 'a whole number from 1 to 9999'],
  'campaign-approval': [/^(required|optional)$/, 'required or optional'],
};

/** @throws for the first that nothing could be made of */
function checkCampaignParams(serverless) {
  for (const [name, [pattern, expected]] of Object.entries(CAMPAIGN_PARAMS)) {
    const value = paramOf(serverless, name);
    if (value === undefined || pattern.test(String(value))) continue;
    throw new serverless.classes.Error(
      `The param ${name} is "${value}"; expected ${expected}.`,
      'CAMPAIGN_PARAM_INVALID',
    );
  }
}

/** A param of the command line is a text, and Step Functions takes a number only. */
function numberConcurrency({ service }) {
  for (const { Resources = {} } of [service.resources].flat().filter(Boolean)) {
    const rows = Resources.CampaignMachine?.Properties.Definition.States.Rows;
    if (rows !== undefined) rows.MaxConcurrency = Number(rows.MaxConcurrency);
  }
}

/** Refuses params that CloudFormation would refuse only after it has changed the stack. */
function checkParams(serverless) {
  const { Error: ServerlessError } = serverless.classes;
  checkCampaignParams(serverless);
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

module.exports = { checkParams, leaveOutSlot, numberConcurrency, reservationOf };
