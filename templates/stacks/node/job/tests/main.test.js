<%= header() %>

// The service as a process of its own, as it runs in its container.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('works once', () => {
  const { status, stdout } = spawnSync(process.execPath, ['src/main.js'], {
    encoding: 'utf8',
    env: { ...process.env, LOG_LEVEL: 'info' },
  });
  assert.equal(status, 0);
  const lines = stdout.trimEnd().split('\n');
  const messages = lines.map((line) => JSON.parse(line).message);
  assert.deepEqual(messages, ['worked', 'done']);
});
