<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

use PHPUnit\Framework\TestCase;
use Service\App;
<% if blips.preview is defined %>
use Service\Preview;
<% endif %>

/** Requests as PHP receives them. */
final class ServerTest extends TestCase
{
    public function testAnswersByTheRoutes(): void
    {
        $server = new Server('public/index.php');
        self::assertSame([200, 'ok'], $server->get(App::READY . '?and=more'));
        self::assertSame([404, 'Not Found'], $server->get('/nowhere'));
    }

    public function testSurvivesAHandlerThatFails(): void
    {
        $server = new Server('tests/broken.php');
        self::assertSame([500, 'Internal Server Error'], $server->get('/broken'));
        $entry = $server->program->logged();
        self::assertSame(['error', 'request failed'], [$entry['level'] ?? null, $entry['message'] ?? null]);
        self::assertStringContainsString('as the test wants it', $entry['error']);
        self::assertSame('ok', $server->get(App::READY)[1]);
    }
<% if blips.preview is defined %>

    public function testLeadsToAPreviewFurtherDown(): void
    {
        $other = new Server('tests/other.php');
        $server = new Server('public/index.php', ['UPSTREAM_URL' => "{$other->url}/"]);
        [, $body] = $server->get('/upstream', [Preview::HEADER . ': a-pr-1']);
        self::assertSame(['status' => 302, 'body' => 'a-pr-1;preview=a-pr-1'], json_decode($body, true));
        [, $body] = $server->get('/upstream');
        self::assertSame(['status' => 302, 'body' => ';'], json_decode($body, true));
    }
<% endif %>
}
