<%= header() %>

// Works once. The exit code tells Kubernetes whether it is done or to be tried again.

import { log } from './log.js';
import { work } from './work.js';

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    log.warn('stopped before the end', { signal });
    process.exit(1);
  });
}

try {
  await work();
  log.info('done');
} catch (error) {
  log.error('failed', { error });
  process.exitCode = 1;
}
