<?php

<%= header() %>

declare(strict_types=1);

namespace Service\Tests;

use PHPUnit\Framework\TestCase;
use Service\App;
use Service\Request;
use Service\Response;
use Service\Routes;

final class AppTest extends TestCase
{
    public function testSaysWhatItIs(): void
    {
        $response = self::answer('GET', '/');
        self::assertSame([200, 'application/json'], [$response->status, $response->headers['content-type']]);
        $about = json_decode($response->body, true);
        self::assertSame(Routes::NAME, $about['service']);
        self::assertMatchesRegularExpression('/^\d+\.\d+\.\d+/', $about['version']);
    }

    public function testIsReady(): void
    {
        self::assertEquals(Response::text(200, 'ok'), self::answer('GET', App::READY));
        self::assertSame(200, self::answer('HEAD', App::READY)->status);
    }

    public function testRefusesWhatItDoesNotKnow(): void
    {
        self::assertSame(404, self::answer('GET', '/nowhere')->status);
        $response = self::answer('DELETE', '/');
        self::assertSame([405, 'GET'], [$response->status, $response->headers['allow']]);
    }
<% if blips.preview is defined and blips.preview.events == "knative" %>

    public function testTakesEvents(): void
    {
        self::assertSame(204, self::answer('POST', '/events')->status);
        self::assertSame(405, self::answer('GET', '/events')->status);
    }
<% endif %>

    private static function answer(string $method, string $path): Response
    {
        return (new App(Routes::all()))->answer(new Request($method, $path));
    }
}
