<?php

<%= header() %>

// Works once. The exit code says whether it is done or to be tried again.

declare(strict_types=1);

use Service\Log;
use Service\Work;

require __DIR__ . '/../vendor/autoload.php';

// No handler, no end: the kernel spares the first process of a container.
$stop = static fn(int $signal): never => exit(128 + $signal);
pcntl_async_signals(true);
pcntl_signal(SIGTERM, $stop);
pcntl_signal(SIGINT, $stop);

try {
    Work::once();
} catch (Throwable $error) {
    Log::error('failed', ['error' => (string) $error]);
    exit(1);
}
Log::info('done');
