/** Loaded into `./red-pack` (`NODE_OPTIONS=--require`): its clock runs CLOCK_AHEAD_MS ahead, as the local stack's does. */
'use strict';

const { installMovedClock } = require('../../scripts/local/lambda/moved-clock.cjs');

installMovedClock().set(Number(process.env.CLOCK_AHEAD_MS));
