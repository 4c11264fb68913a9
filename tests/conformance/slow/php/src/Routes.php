<?php

// A route that takes its time, in place of the service's own: what a user would write there.

declare(strict_types=1);

namespace Service;

final class Routes
{
    /** @return array<string, array<string, callable(Request): Response>> */
    public static function all(): array
    {
        return ['/slow' => ['GET' => self::slow(...)]];
    }

    private static function slow(): Response
    {
        sleep(2);

        return Response::text(200, 'done');
    }
}
