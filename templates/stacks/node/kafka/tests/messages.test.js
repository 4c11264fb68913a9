<%= header() %>

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isMine } from '../src/messages.js';
import { HEADER } from '../src/preview.js';

const SERVICE = '<%= service.name %>';
const OURS = `${SERVICE}-pr-42`;

test('a preview takes what names it, and nothing else', () => {
  assert(isMine({ [HEADER]: OURS }, OURS));
  assert(isMine({ baggage: `preview=${OURS}` }, OURS));
  for (const other of [undefined, '', `${OURS}1`, `${SERVICE}-pr-4`, 'else-pr-42']) {
    assert(!isMine({ [HEADER]: other }, OURS), other);
  }
});

test('the stable version takes all but what names a preview of this service', () => {
  for (const other of [undefined, '', 'else-pr-42', SERVICE, `${SERVICE}-pr-x`]) {
    assert(isMine({ [HEADER]: other }, ''), other);
  }
  assert(!isMine({ [HEADER]: OURS }, ''));
});
