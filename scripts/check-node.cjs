'use strict';

// ES5 without dependencies, since this must run on the old versions that it rejects.
var engines = require('../package.json').engines.node;
var needed = engines.replace('>=', '').split('.').map(Number);
var have = process.versions.node.split('.').map(Number);

if (have[0] < needed[0] || (have[0] === needed[0] && have[1] < needed[1])) {
  console.error(
    ['red-pack needs Node', needed.join('.'), 'or newer. This is Node', process.versions.node].join(' '),
  );
  process.exit(1);
}
