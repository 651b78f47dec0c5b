/**
 * Reads a CSV file with csv-parse, as its documentation says, and does nothing with the rows. Arguments: the file, and the
 * path of csv-parse.
 */
'use strict';

const { createReadStream } = require('node:fs');
const { parse } = require(process.argv[3]);

async function main() {
  let rows = 0;
  for await (const row of createReadStream(process.argv[2]).pipe(parse())) if (row.length > 0) rows += 1;
  console.log(rows);
}

void main();
