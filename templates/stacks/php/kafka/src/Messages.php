<?php

<%= header() %>

declare(strict_types=1);

namespace Service;

/**
 * Which messages are this process's own.
 *
 * Kafka hands each message to every group and filters none by its headers: a preview takes what names it, and the stable
 * version all but what names a preview of this service.
 */
final class Messages
{
    public const SERVICE = '<%= service.name %>';

    /**
     * Whether to handle a message. Else it is skipped, and its offset committed all the same.
     *
     * @param array<string, string> $headers by name in lower case
     * @param ?string $own the preview that this process is; the chart sets it, and it is empty for the stable version
     */
    public static function isMine(array $headers, ?string $own = null): bool
    {
        $own ??= (string) getenv('PREVIEW_ID');
        $preview = Preview::in($headers);
        if ($own !== '') {
            return $preview === $own;
        }

        // what its previews are called, by the numbers of their pull requests
        return preg_match('/^' . self::SERVICE . '-pr-[0-9]+$/D', $preview ?? '') !== 1;
    }
}
