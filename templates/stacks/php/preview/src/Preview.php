<?php

<%= header() %>

declare(strict_types=1);

namespace Service;

/**
 * Which preview the work at hand is done for.
 *
 * A preview of a service answers beside its stable version, and a header leads to it. A request gets to a preview further
 * down only if every service before it passes that header on.
 */
final class Preview
{
    /** The header whose value names a preview: `<%= service.name %>-pr-42`. */
    public const HEADER = '<%= blips.preview.header %>';

    /** The entry of the header `baggage` that says the same; OpenTelemetry carries it through any service. */
    public const ENTRY = 'preview';
<% if blips.preview.events == "knative" %>

    /** The attribute of an event that says the same, as Knative delivers it. */
    public const ATTRIBUTE = 'ce-preview';
<% endif %>

    // PHP does one thing at a time: each request has this to itself.
    private static ?string $current = null;

    /**
     * What is done within is done for a preview, or for none.
     *
     * @template T
     *
     * @param callable(): T $work
     *
     * @return T
     */
    public static function with(?string $preview, callable $work): mixed
    {
        $before = self::$current;
        self::$current = $preview;
        try {
            return $work();
        } finally {
            self::$current = $before;
        }
    }

    /** The preview that the work at hand is done for; none for most. */
    public static function current(): ?string
    {
        return self::$current;
    }

    /** @return array<string, string> what a call to another service of your own, or a message, has to carry */
    public static function headers(): array
    {
        $preview = self::$current;

        return $preview === null ? [] : [self::HEADER => $preview, 'baggage' => self::ENTRY . "={$preview}"];
    }

    /**
     * The preview that a request or a message names.
     *
     * @param array<string, string> $headers by name in lower case
     */
    public static function in(array $headers): ?string
    {
<% if blips.preview.events == "knative" %>
        $preview = $headers[self::HEADER] ?? $headers[self::ATTRIBUTE] ?? self::inBaggage($headers['baggage'] ?? '');
<% else %>
        $preview = $headers[self::HEADER] ?? self::inBaggage($headers['baggage'] ?? '');
<% endif %>

        // Anybody can send anything: what cannot be the name of a preview is not passed on.
        return $preview !== null && preg_match('/^[a-z0-9-]{1,100}$/D', $preview) === 1 ? $preview : null;
    }

    /** Reads `a=1, preview=<%= service.name %>-pr-42;property, b=2`. */
    private static function inBaggage(string $baggage): ?string
    {
        foreach (explode(',', $baggage) as $entry) {
            [$key, $value] = explode('=', explode(';', $entry)[0], 2) + ['', ''];
            if (trim($key) === self::ENTRY) {
                return trim($value);
            }
        }

        return null;
    }
}
