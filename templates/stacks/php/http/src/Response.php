<?php

<%= header() %>

declare(strict_types=1);

namespace Service;

/** What is answered. */
final readonly class Response
{
    /** @param array<string, string> $headers */
    public function __construct(
        public int $status,
        public string $body = '',
        public array $headers = [],
    ) {}

    public static function text(int $status, string $text): self
    {
        return new self($status, $text, ['content-type' => 'text/plain; charset=utf-8']);
    }

    public static function json(int $status, mixed $value): self
    {
        $flags = JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE;

        return new self($status, json_encode($value, $flags), ['content-type' => 'application/json']);
    }

    public function send(): void
    {
        http_response_code($this->status);
        header_remove('x-powered-by');
        foreach ($this->headers as $name => $value) {
            header("{$name}: {$value}");
        }
        echo $this->body;
    }
}
