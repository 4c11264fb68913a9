<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

/** A program of PHP as a process of its own. */
final class Program
{
    /** @var resource */
    private $process;

    /** @var array<int, resource> */
    private array $pipes = [];

    /**
     * @param list<string> $arguments what stands after `php`
     * @param array<string, string> $environment further variables
     */
    public function __construct(array $arguments, array $environment = [])
    {
        $pipes = [1 => ['pipe', 'w'], 2 => ['file', '/dev/null', 'w']];
        $variables = ['LOG_LEVEL' => 'info', ...$environment] + getenv();
        $process = proc_open([PHP_BINARY, ...$arguments], $pipes, $this->pipes, dirname(__DIR__), $variables);
        if ($process === false) {
            throw new \RuntimeException('PHP cannot be started');
        }
        $this->process = $process;
    }

    /** Nothing is left running. */
    public function __destruct()
    {
        proc_terminate($this->process, 9);
        proc_close($this->process);
    }

    public function signal(int $signal): void
    {
        proc_terminate($this->process, $signal);
    }

    /**
     * The next line of its log; null once it has ended.
     *
     * @return array<string, mixed>|null
     */
    public function logged(): ?array
    {
        $line = fgets($this->pipes[1]);

        return $line === false ? null : json_decode($line, true, flags: JSON_THROW_ON_ERROR);
    }

    /** @return list<string> the messages of the rest of its log */
    public function messages(): array
    {
        $messages = [];
        while ($entry = $this->logged()) {
            $messages[] = $entry['message'];
        }

        return $messages;
    }

    /** Waits for its end. */
    public function exitCode(): int
    {
        do {
            $status = proc_get_status($this->process);
            usleep(10_000);
        } while ($status['running']);

        return $status['exitcode'];
    }
}
