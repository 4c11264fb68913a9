<%= header() %>

// Works until SIGTERM or SIGINT. What is under way then is finished, so a piece of work has to be
// shorter than `terminationGracePeriodSeconds`.

import { setTimeout as sleep } from 'node:timers/promises';

import { log } from './log.js';
import { work } from './work.js';

const PAUSE_MS = 1_000;

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT']) {
  // Once: a second signal ends the process at once.
  process.once(signal, () => {
    log.info('stopping', { signal });
    stop.abort();
  });
}

log.info('started');
while (!stop.signal.aborted) {
  await work();
  // The signal cuts the pause short.
  await sleep(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => {});
}
log.info('stopped');
