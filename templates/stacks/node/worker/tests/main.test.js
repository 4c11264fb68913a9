<%= header() %>

// The service as a process of its own, as it runs in its container.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
  test(`works until ${signal}`, async (t) => {
    const child = spawn(process.execPath, ['src/main.js'], {
      env: { ...process.env, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.after(() => child.kill('SIGKILL'));
    const exit = once(child, 'exit');

    const messages = [];
    for await (const line of createInterface(child.stdout)) {
      const { message } = JSON.parse(line);
      messages.push(message);
      if (message === 'worked') child.kill(signal);
    }
    assert.deepEqual(messages, ['started', 'worked', 'stopping', 'stopped']);
    assert.deepEqual(await exit, [0, null]);
  });
}
