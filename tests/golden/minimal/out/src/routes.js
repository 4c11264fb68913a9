// Written once by Blip; from here on it is yours.

// What the service answers. Health checks and logs are added by server.js.

import { readFileSync } from 'node:fs';

import { json } from './server.js';

const { name, version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** @type {import('./server.js').Routes} */
export const routes = {
  '/': {
    GET: (_request, response) => json(response, 200, { service: name, version }),
  },
};
