<?php

<%= header() %>

declare(strict_types=1);

namespace Service;

/** What somebody asks. */
final readonly class Request
{
    /** @param array<string, string> $headers by name in lower case */
    public function __construct(
        public string $method,
        public string $path,
        public array $headers = [],
        public string $body = '',
    ) {}

    /** The one that this process was given. */
    public static function received(): self
    {
        return new self(
            $_SERVER['REQUEST_METHOD'],
            explode('?', $_SERVER['REQUEST_URI'], 2)[0],
            array_change_key_case(getallheaders()),
            (string) file_get_contents('php://input'),
        );
    }
}
