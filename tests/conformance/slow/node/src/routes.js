// A route that takes its time, in place of the service's own: what a user would write there.

import { setTimeout as sleep } from 'node:timers/promises';

import { json } from './server.js';

export const routes = {
  '/slow': {
    GET: async (_request, response) => {
      await sleep(2_000);
      json(response, 200, 'done');
    },
  },
};
