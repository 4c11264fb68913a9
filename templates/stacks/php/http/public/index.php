<?php

<%= header() %>

// Every request begins here.

declare(strict_types=1);

use Service\App;
use Service\Request;
use Service\Routes;

require __DIR__ . '/../vendor/autoload.php';

// What is only a warning to PHP is a mistake all the same.
set_error_handler(static function (int $severity, string $message, string $file, int $line): bool {
    if (error_reporting() & $severity) {
        throw new ErrorException($message, 0, $severity, $file, $line);
    }

    return false;
});

(new App(Routes::all()))->answer(Request::received())->send();
