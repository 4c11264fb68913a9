<?php

<%= header() %>

declare(strict_types=1);

namespace Service;

/** What the service does. */
final class Work
{
    /** Does one piece of work. Calls to others should bear a time limit. */
    public static function once(): void
    {
        Log::info('worked');
    }
}
