<%= header() %>

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { call } from '../src/client.js';
import { currentPreview, forPreview, HEADER, previewIn } from '../src/preview.js';

test('a preview is named by the header, or else by the baggage', () => {
  assert.equal(previewIn({ [HEADER]: 'a-pr-1', baggage: 'preview=b-pr-2' }), 'a-pr-1');
  assert.equal(previewIn({ baggage: 'user=7, preview = b-pr-2;hops=1,tenant=x' }), 'b-pr-2');
<% if blips.preview.events == "knative" %>
  assert.equal(previewIn({ 'ce-preview': 'a-pr-1' }), 'a-pr-1');
<% endif %>
  assert.equal(previewIn({}), undefined);
});

test('what cannot be a name of a preview is dropped', () => {
  for (const value of ['', 'a b', 'A-PR-1', 'a,b', 'a'.repeat(101)]) {
    assert.equal(previewIn({ [HEADER]: value }), undefined, value);
  }
  assert.equal(previewIn({ baggage: 'nopreview=a-pr-1,preview' }), undefined);
});

test('work keeps its preview while others go on', async () => {
  /** @param {string | undefined} preview */
  const work = (preview) =>
    forPreview(preview, async () => {
      await sleep(1);
      return currentPreview();
    });
  const previews = ['a-pr-1', undefined, 'a-pr-2'];
  assert.deepEqual(await Promise.all(previews.map(work)), previews);
  assert.equal(currentPreview(), undefined);
});

test('calls carry it on, but not through a redirect', async (t) => {
  /** @type {import('node:http').IncomingHttpHeaders[]} */
  const received = [];
  const other = createServer((request, response) => {
    received.push(request.headers);
    response.writeHead(302, { location: '/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (other.address());
  const url = `http://127.0.0.1:${port}`;

  await forPreview('a-pr-1', () => call(url, { headers: { accept: 'text/plain' } }));
  await forPreview('a-pr-1', () => call(url, { headers: { baggage: 'mine=1' } }));
  await call(url);

  const carried = received.map((headers) => [headers[HEADER], headers.baggage, headers.accept]);
  assert.deepEqual(carried, [
    ['a-pr-1', 'preview=a-pr-1', 'text/plain'],
    ['a-pr-1', 'mine=1', '*/*'],
    [undefined, undefined, '*/*'],
  ]);
});
