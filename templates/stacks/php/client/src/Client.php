<?php

<%= header() %>

declare(strict_types=1);

namespace Service;

/**
 * Calls to your own services, which carry on the preview that the work at hand is done for.
 *
 * Third parties are called by other means: previews are none of their business.
 */
final class Client
{
    /** How many seconds the other service may take for each step of its answer. */
    private const TIMEOUT = 5;

    /**
     * Asks another service. It follows no redirect: one may lead to a stranger, and the headers would go along.
     *
     * @param array<string, string> $headers by name in lower case
     */
    public static function call(string $url, string $method = 'GET', array $headers = [], string $body = ''): Response
    {
        $fields = [];
        foreach ([...Preview::headers(), ...$headers] as $name => $value) {
            $fields[] = "{$name}: {$value}";
        }
        $options = [
            'method' => $method,
            'header' => $fields,
            'content' => $body,
            'follow_location' => 0,
            'ignore_errors' => true,
            'protocol_version' => 1.1,
            'timeout' => self::TIMEOUT,
        ];
        $stream = @fopen($url, 'r', false, stream_context_create(['http' => $options]));
        if ($stream === false) {
            throw new \RuntimeException("{$url} cannot be reached");
        }
        $head = stream_get_meta_data($stream)['wrapper_data'];
        $answer = stream_get_contents($stream);
        if ($answer === false || stream_get_meta_data($stream)['timed_out']) {
            throw new \RuntimeException("{$url} took too long");
        }

        return new Response((int) explode(' ', $head[0])[1], $answer, self::fields(array_slice($head, 1)));
    }

    /**
     * @param list<string> $lines
     *
     * @return array<string, string>
     */
    private static function fields(array $lines): array
    {
        $fields = [];
        foreach ($lines as $line) {
            [$name, $value] = explode(':', $line, 2) + ['', ''];
            $fields[strtolower($name)] = trim($value);
        }

        return $fields;
    }
}
