<%= header() %>

// What the service does. Calls to others should bear a time limit: `AbortSignal.timeout(5_000)`.

import { log } from './log.js';

/** Does one piece of work. */
export async function work() {
  log.info('worked');
}
