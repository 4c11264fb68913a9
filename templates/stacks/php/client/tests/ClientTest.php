<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

use PHPUnit\Framework\TestCase;
use Service\Client;
use Service\Preview;

final class ClientTest extends TestCase
{
    public function testCallsCarryThePreviewButNotThroughARedirect(): void
    {
        $other = new Server('tests/other.php');
        $bodies = Preview::with('a-pr-1', static fn(): array => [
            Client::call($other->url)->body,
            Client::call($other->url, headers: ['baggage' => 'mine=1'])->body,
        ]);
        self::assertSame(['a-pr-1;preview=a-pr-1', 'a-pr-1;mine=1'], $bodies);
        $answer = Client::call($other->url);
        self::assertSame([302, ';', '/elsewhere'], [$answer->status, $answer->body, $answer->headers['location']]);
    }

    public function testSaysWhatItCannotReach(): void
    {
        $this->expectExceptionMessage('http://127.0.0.1:1/ cannot be reached');
        Client::call('http://127.0.0.1:1/');
    }
}
