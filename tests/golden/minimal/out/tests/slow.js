// Written once by Blip; from here on it is yours.

// A service that takes its time, for the test of how a service ends.

import { setTimeout as sleep } from 'node:timers/promises';

import { log } from '../src/log.js';
import { json, serve } from '../src/server.js';

const routes = {
  '/slow': {
    /** @type {import('../src/server.js').Handler} */
    GET: async (_request, response) => {
      log.info('begun');
      await sleep(1_000);
      json(response, 200, 'done');
    },
  },
  '/broken': {
    GET: () => {
      throw new Error('as the test wants it');
    },
  },
};

serve(routes, Number(process.env.PORT));
