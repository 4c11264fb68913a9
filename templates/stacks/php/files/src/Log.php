<?php

<%= header() %>

declare(strict_types=1);

namespace Service;

/** Logs as one JSON object a line on stdout, from LOG_LEVEL (debug, info, warn, error) up. */
final class Log
{
    private const LEVELS = ['debug', 'info', 'warn', 'error'];

    /** @param array<string, mixed> $fields */
    public static function debug(string $message, array $fields = []): void
    {
        self::write('debug', $message, $fields);
    }

    /** @param array<string, mixed> $fields */
    public static function info(string $message, array $fields = []): void
    {
        self::write('info', $message, $fields);
    }

    /** @param array<string, mixed> $fields */
    public static function warn(string $message, array $fields = []): void
    {
        self::write('warn', $message, $fields);
    }

    /** @param array<string, mixed> $fields */
    public static function error(string $message, array $fields = []): void
    {
        self::write('error', $message, $fields);
    }

    /** @param array<string, mixed> $fields */
    private static function write(string $level, string $message, array $fields): void
    {
        if (self::rank($level) < self::rank(strtolower((string) getenv('LOG_LEVEL')))) {
            return;
        }
        $time = new \DateTimeImmutable('now', new \DateTimeZone('UTC'));
        $entry = ['timestamp' => $time->format('Y-m-d\TH:i:s.vp'), 'level' => $level, 'message' => $message] + $fields;
        // What cannot be written as it is must not cost the entry.
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR;
        file_put_contents('php://stdout', json_encode($entry, $flags) . "\n");
    }

    /** A misspelled level silences nothing. */
    private static function rank(string $level): int
    {
        $rank = array_search($level, self::LEVELS, true);

        return $rank === false ? 1 : $rank;
    }
}
