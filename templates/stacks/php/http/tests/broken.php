<?php

<%= header() %>

// A service with a route that fails, for the test of what becomes of it.

declare(strict_types=1);

use Service\App;
use Service\Request;
use Service\Response;

require __DIR__ . '/../vendor/autoload.php';

$broken = static fn(): Response => throw new RuntimeException('as the test wants it');

(new App(['/broken' => ['GET' => $broken]]))->answer(Request::received())->send();
