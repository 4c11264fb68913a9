<%= header() %>

// What surrounds the routes: health checks, a log line for each request, and an orderly end.
// Types stand in comments and `npm run typecheck` holds the code to them, so what runs is what
// stands here: no build, no source maps.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { log } from './log.js';
<% if blips.preview is defined %>
import { forPreview, previewIn } from './preview.js';
<% endif %>

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {(request: Request, response: Response) => void | Promise<void>} Handler
 * @typedef {Record<string, Record<string, Handler>>} Routes handlers by path, then by method
 */

/** Whether the process works; where it does not, Kubernetes restarts it. */
export const LIVE = '<%= service.health.live | safe %>';
/** Whether to send requests here. */
export const READY = '<%= service.health.ready | safe %>';

// How long the last requests may take, first while the service still listens, then once more.
// Both together must fit into `terminationGracePeriodSeconds`, less the preStop hook.
const DRAIN_MS = 10_000;

/**
 * Serves `routes` on all interfaces until SIGTERM or SIGINT, then ends the process.
 *
 * @param {Routes} routes
 * @param {number} port 0 for any that is free
 */
export function serve(routes, port) {
  let stopping = false;
  /** @type {Set<Response>} */
  const inFlight = new Set();

  /** @type {Routes} */
  const allRoutes = {
    ...routes,
    [LIVE]: { GET: (_request, response) => text(response, 200, 'ok') },
    [READY]: {
      GET: (_request, response) =>
        stopping ? text(response, 503, 'stopping') : text(response, 200, 'ok'),
    },
  };

  const server = createServer(async (request, response) => {
    inFlight.add(response);
    response.once('close', () => {
      inFlight.delete(response);
      if (inFlight.size === 0) server.emit('idle');
    });
    if (stopping) response.setHeader('connection', 'close');
    logWhenDone(request, response);
<% if blips.preview is defined %>
    await forPreview(previewIn(request.headers), () => answer(allRoutes, request, response));
<% else %>
    await answer(allRoutes, request, response);
<% endif %>
  });
  // A load balancer keeps idle connections for up to a minute. Whoever closes first must not be
  // this side, or a request that is on its way then gets lost.
  server.keepAliveTimeout = 65_000;

  server.listen(port, () => {
    const address = /** @type {import('node:net').AddressInfo} */ (server.address());
    log.info('listening', { port: address.port });
  });

  /** @param {NodeJS.Signals} signal */
  async function stop(signal) {
    stopping = true;
    log.info('stopping', { signal });
    // Still listening: who asks whether it is ready shall hear no, and not be refused a connection.
    if (inFlight.size > 0) await Promise.race([once(server, 'idle'), sleep(DRAIN_MS)]);
    const closed = once(server, 'close');
    server.close();
    await Promise.race([closed, sleep(DRAIN_MS)]);
    log.info('stopped', { unanswered: inFlight.size });
    process.exit();
  }
  // Once: a second signal ends the process at once.
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/**
 * Answers with `body` as JSON.
 *
 * @param {Response} response
 * @param {number} status
 * @param {unknown} body
 */
export function json(response, status, body) {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

/**
 * @param {Response} response
 * @param {number} status
 * @param {string} body
 */
function text(response, status, body) {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain');
  response.end(body);
}

/**
 * @param {Routes} routes
 * @param {Request} request
 * @param {Response} response
 */
async function answer(routes, request, response) {
  const methods = routes[pathOf(request)];
  // To HEAD, Node sends what GET answers without the body.
  const handler = methods?.[request.method === 'HEAD' ? 'GET' : (request.method ?? '')];
  try {
    if (handler) {
      await handler(request, response);
    } else if (methods) {
      response.setHeader('allow', Object.keys(methods).join(', '));
      json(response, 405, { error: 'method not allowed' });
    } else {
      json(response, 404, { error: 'not found' });
    }
  } catch (error) {
    log.error('request failed', { method: request.method, path: pathOf(request), error });
    if (response.headersSent) response.destroy();
    else json(response, 500, { error: 'internal server error' });
  }
}

/**
 * @param {Request} request
 * @param {Response} response
 */
function logWhenDone(request, response) {
  const start = performance.now();
  const path = pathOf(request);
  // Probes come every few seconds.
  const level = path === LIVE || path === READY ? 'debug' : 'info';
  response.once('close', () => {
    log[level]('request', {
      method: request.method,
      path,
      status: response.statusCode,
      duration_ms: Number((performance.now() - start).toFixed(3)),
    });
  });
}

/**
 * Leaves out the query, which may hold what must not be logged.
 *
 * @param {Request} request
 */
function pathOf(request) {
  return request.url?.split('?', 1)[0] ?? '';
}
