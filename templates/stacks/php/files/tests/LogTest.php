<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

use PHPUnit\Framework\TestCase;

final class LogTest extends TestCase
{
    /** Each level once, and what no JSON can hold. */
    private const CODE = <<<'CODE'
        require 'vendor/autoload.php';
        use Service\Log;
        Log::debug('a');
        Log::info('b', ['of' => 7]);
        Log::warn("c\xff");
        Log::error('d', ['of' => NAN]);
        CODE;

    public function testAnEntryIsAnObjectOnALine(): void
    {
        $program = new Program(['-r', self::CODE]);
        $entry = $program->logged() ?? [];
        self::assertMatchesRegularExpression('/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/', $entry['timestamp']);
        unset($entry['timestamp']);
        self::assertSame(['level' => 'info', 'message' => 'b', 'of' => 7], $entry);
        self::assertSame(["c\u{fffd}", 'd'], $program->messages());
    }

    public function testTheLevelIsThatOfTheEnvironment(): void
    {
        $messages = static fn(string $level): int => count((new Program(['-r', self::CODE], ['LOG_LEVEL' => $level]))->messages());
        self::assertSame([4, 3, 2, 1], array_map($messages, ['debug', 'misspelled', 'WARN', 'error']));
    }
}
