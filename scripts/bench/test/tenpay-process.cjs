/** A program of somebody else's: tenpay as its README says, with the files of a sandbox's folder. Sends and queries once. */
'use strict';

const { readFileSync } = require('node:fs');
const Tenpay = require('tenpay');

const { url, files, mch_id, appid } = JSON.parse(process.env.SANDBOX);
const pfx = readFileSync(files.p12);
const api = new Tenpay({ appid, mchid: mch_id, partnerKey: readFileSync(files.api_key, 'utf8'), pfx });
for (const call of ['sendredpack', 'gethbinfo']) api.urls[call] = `${url}/mmpaymkttransfers/${call}`;

const packet = JSON.parse(process.env.PACKET);
api
  .sendRedpack(packet)
  .then((sent) => api.redpackQuery({ mch_billno: sent.mch_billno }))
  .then(({ mch_billno, status }) => console.log(JSON.stringify({ mch_billno, status })));
