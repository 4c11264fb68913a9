<?php

<%= header() %>

// Works until SIGTERM or SIGINT. What is under way then is finished, so a piece of work has to be shorter than
// `terminationGracePeriodSeconds`.

declare(strict_types=1);

use Service\Log;
use Service\Work;

require __DIR__ . '/../vendor/autoload.php';

const PAUSE = 1; // seconds

$stopping = false;
$stop = static function (int $signal) use (&$stopping): void {
    Log::info('stopping', ['signal' => $signal]);
    $stopping = true;
    // A second signal ends the process at once.
    pcntl_signal($signal, SIG_DFL);
};

pcntl_async_signals(true);
pcntl_signal(SIGTERM, $stop);
pcntl_signal(SIGINT, $stop);

Log::info('started');
while (!$stopping) {
    Work::once();
    // The signal cuts the pause short.
    sleep($stopping ? 0 : PAUSE);
}
Log::info('stopped');
