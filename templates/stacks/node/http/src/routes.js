<%= header() %>

// What the service answers. Health checks and logs are added by server.js.

import { readFileSync } from 'node:fs';

<% if blips.preview is defined %>
import { call } from './client.js';
<% if blips.preview.events == "knative" %>
import { log } from './log.js';
<% endif %>
<% endif %>
import { json } from './server.js';

const { name, version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** @type {import('./server.js').Routes} */
export const routes = {
  '/': {
    GET: (_request, response) => json(response, 200, { service: name, version }),
  },
<% if blips.preview is defined %>
  ...upstream(process.env.UPSTREAM_URL),
<% if blips.preview.events == "knative" %>
  // Events arrive here one by one. Any answer from 200 to 299 says that one was handled; after another it comes again.
  '/events': {
    POST: (request, response) => {
      log.info('event', { id: request.headers['ce-id'], type: request.headers['ce-type'] });
      request.resume();
      response.writeHead(204).end();
    },
  },
<% endif %>
<% endif %>
};
<% if blips.preview is defined %>

/**
 * What the service at UPSTREAM_URL answers, where there is one: a first call to another service, and a way to see which
 * version of it a request gets to.
 *
 * @param {string | undefined} url
 * @returns {import('./server.js').Routes}
 */
function upstream(url) {
  if (!url) return {};
  return {
    '/upstream': {
      GET: async (_request, response) => {
        const answer = await call(url);
        json(response, 200, { status: answer.status, body: await answer.text() });
      },
    },
  };
}
<% endif %>
