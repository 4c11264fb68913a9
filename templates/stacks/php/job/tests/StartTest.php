<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

use PHPUnit\Framework\TestCase;

/** The service as a process of its own, as it runs in its container. */
final class StartTest extends TestCase
{
    public function testWorksOnce(): void
    {
        $program = new Program(['bin/start.php']);
        self::assertSame(['worked', 'done'], $program->messages());
        self::assertSame(0, $program->exitCode());
    }
}
