<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

/** PHP's own server on a free port, in place of the one in the container. */
final readonly class Server
{
    public string $url;
    public Program $program;

    /** @param array<string, string> $environment */
    public function __construct(string $script, array $environment = [])
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0') ?: throw new \RuntimeException('no port is free');
        $address = (string) stream_socket_get_name($socket, false);
        fclose($socket);
        $this->url = "http://{$address}";
        $this->program = new Program(['-S', $address, $script], $environment);
        for ($attempt = 0; @stream_socket_client("tcp://{$address}") === false; $attempt++) {
            if ($attempt === 500) {
                throw new \RuntimeException("{$script} is not served");
            }
            usleep(10_000);
        }
    }

    /**
     * @param list<string> $headers
     *
     * @return array{int, string} the status of the answer, and its body
     */
    public function get(string $path, array $headers = []): array
    {
        $options = ['http' => ['header' => $headers, 'ignore_errors' => true, 'follow_location' => 0, 'timeout' => 10]];
        $stream = fopen($this->url . $path, 'r', false, stream_context_create($options));
        if ($stream === false) {
            throw new \RuntimeException("{$path} is not answered");
        }

        $first = stream_get_meta_data($stream)['wrapper_data'][0];

        return [(int) explode(' ', $first)[1], (string) stream_get_contents($stream)];
    }
}
