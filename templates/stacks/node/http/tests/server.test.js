<%= header() %>

// The service as a process of its own, as it runs in its container.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
<% if blips.preview is defined %>
import { createServer } from 'node:http';
<% endif %>
import { createInterface } from 'node:readline';
import { test } from 'node:test';

<% if blips.preview is defined %>
import { HEADER } from '../src/preview.js';
<% endif %>
import { LIVE, READY } from '../src/server.js';

/**
 * Starts a program on a free port.
 *
 * @param {import('node:test').TestContext} t
 * @param {string} program
<% if blips.preview is defined %>
 * @param {Record<string, string>} [env]
 */
async function start(t, program, env) {
<% else %>
 */
async function start(t, program) {
<% endif %>
  const child = spawn(process.execPath, [program], {
<% if blips.preview is defined %>
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'info', ...env },
<% else %>
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'info' },
<% endif %>
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));

  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  /**
   * Reads the log up to a message.
   *
   * @param {string} message
   */
  async function logged(message) {
    for (;;) {
      const { value, done } = await lines.next();
      assert(!done, `ended without a log of "${message}"`);
      const entry = JSON.parse(value);
      if (entry.message === message) return entry;
    }
  }

  const { port } = await logged('listening');
  return { child, logged, url: `http://127.0.0.1:${port}` };
}

test('says what it is', async (t) => {
  const { url } = await start(t, 'src/main.js');
  const response = await fetch(url);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/json');
  const { service } = await response.json();
  assert.equal(service, '<%= service.name %>');
});

test('is live and ready', async (t) => {
  const { url } = await start(t, 'src/main.js');
  for (const path of [LIVE, READY]) {
    const response = await fetch(url + path);
    assert.equal(response.status, 200, path);
  }
});

test('refuses what it does not know', async (t) => {
  const { url } = await start(t, 'src/main.js');
  assert.equal((await fetch(`${url}/nowhere`)).status, 404);
  const response = await fetch(url, { method: 'DELETE' });
  assert.equal(response.status, 405);
  assert.equal(response.headers.get('allow'), 'GET');
});

<% if blips.preview is defined %>
test('leads to a preview further down', async (t) => {
  /** @type {import('node:http').IncomingHttpHeaders[]} */
  const received = [];
  const other = createServer((request, response) => {
    received.push(request.headers);
    response.end('other');
  }).listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (other.address());

  const { url } = await start(t, 'src/main.js', { UPSTREAM_URL: `http://127.0.0.1:${port}` });
  const response = await fetch(`${url}/upstream`, { headers: { [HEADER]: 'a-pr-1' } });
  assert.deepEqual(await response.json(), { status: 200, body: 'other' });
  assert.equal(received[0]?.[HEADER], 'a-pr-1');
});

<% endif %>
test('logs each request, without its query', async (t) => {
  const { url, logged } = await start(t, 'src/main.js');
  await fetch(`${url}/nowhere?token=secret`);
  const { timestamp, duration_ms: duration, ...rest } = await logged('request');
  assert.deepEqual(rest, {
    level: 'info',
    message: 'request',
    method: 'GET',
    path: '/nowhere',
    status: 404,
  });
  assert(!Number.isNaN(Date.parse(timestamp)));
  assert(duration >= 0);
});

test('survives a handler that fails', async (t) => {
  const { url, logged } = await start(t, 'tests/slow.js');
  assert.equal((await fetch(`${url}/broken`)).status, 500);
  assert.match((await logged('request failed')).error, /as the test wants it/);
  assert.equal((await fetch(url + LIVE)).status, 200);
});

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
  test(`answers what is in flight before ${signal} ends it`, async (t) => {
    const { child, logged, url } = await start(t, 'tests/slow.js');
    const exit = once(child, 'exit');
    const slow = fetch(`${url}/slow`);
    await logged('begun');

    child.kill(signal);
    await logged('stopping');
    assert.equal((await fetch(url + READY)).status, 503);

    assert.equal(await (await slow).json(), 'done');
    assert.deepEqual(await exit, [0, null]);
    await assert.rejects(fetch(url));
  });
}
