/**
 * Answers every Invoke at once as a send that was paid, so that only the caller's own work is measured. CloudFormation,
 * which says whether plans need an approval, knows no such stack. Started by `fork`; tells its port.
 */
'use strict';

const { createServer } = require('node:http');

const PAID = JSON.stringify({
  status: 200,
  data: { return_code: 'SUCCESS', mch_billno: 'a'.repeat(28), send_listid: '1'.repeat(31) },
});

const NO_STACK =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id red-pack-bench does not exist</Message></Error></ErrorResponse>';

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.url === '/') {
      response.writeHead(400, { 'content-type': 'text/xml' }).end(NO_STACK);
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(PAID);
  });
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.once('disconnect', () => process.exit());
