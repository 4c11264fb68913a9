<?php

<%= header() %>

// Another service: answers with what it was sent, and a redirect.

declare(strict_types=1);

use Service\Preview;

require __DIR__ . '/../vendor/autoload.php';

$sent = array_change_key_case(getallheaders());
header('location: /elsewhere', true, 302);
echo implode(';', [$sent[Preview::HEADER] ?? '', $sent['baggage'] ?? '']);
