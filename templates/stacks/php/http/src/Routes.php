<?php

<%= header() %>

declare(strict_types=1);

namespace Service;

/** What the service answers. Health checks are added by App.php and the Caddyfile, logs by the Caddyfile. */
final class Routes
{
    public const NAME = '<%= service.name %>';

    /** @return array<string, array<string, callable(Request): Response>> by path and method */
    public static function all(): array
    {
        $routes = [
            '/' => ['GET' => self::about(...)],
<% if blips.preview is defined and blips.preview.events == "knative" %>
            '/events' => ['POST' => self::event(...)],
<% endif %>
        ];
<% if blips.preview is defined %>
        if (self::upstreamUrl() !== '') {
            $routes['/upstream'] = ['GET' => self::upstream(...)];
        }
<% endif %>

        return $routes;
    }

    private static function about(): Response
    {
        $version = trim((string) file_get_contents(__DIR__ . '/../VERSION'));

        return Response::json(200, ['service' => self::NAME, 'version' => $version]);
    }
<% if blips.preview is defined %>

    /** Where another service answers, of which this one asks something; empty for none. */
    private static function upstreamUrl(): string
    {
        return (string) getenv('UPSTREAM_URL');
    }

    /** A first call to another service, and a way to see which version of it a request gets to. */
    private static function upstream(): Response
    {
        $answer = Client::call(self::upstreamUrl());

        return Response::json(200, ['status' => $answer->status, 'body' => $answer->body]);
    }
<% if blips.preview.events == "knative" %>

    /** Takes one event. What is answered otherwise than by 200 to 299 comes again. */
    private static function event(Request $request): Response
    {
        Log::info('event', ['id' => $request->headers['ce-id'] ?? null, 'type' => $request->headers['ce-type'] ?? null]);

        return new Response(204);
    }
<% endif %>
<% endif %>
}
