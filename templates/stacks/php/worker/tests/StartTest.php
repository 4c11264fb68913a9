<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

use PHPUnit\Framework\TestCase;

/** The service as a process of its own, as it runs in its container. */
final class StartTest extends TestCase
{
    public function testWorksUntilStopped(): void
    {
        foreach ([SIGTERM, SIGINT] as $signal) {
            $program = new Program(['bin/start.php']);
            self::assertSame('started', $program->logged()['message'] ?? null);
            self::assertSame('worked', $program->logged()['message'] ?? null);
            $program->signal($signal);
            self::assertSame(['stopping', 'stopped'], $program->messages());
            self::assertSame(0, $program->exitCode());
        }
    }
}
