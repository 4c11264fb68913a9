<?php

<%= header() %>

declare(strict_types=1);

namespace Service;

/** What surrounds the routes: whether PHP is ready, and what to do where nothing fits or something fails. */
final readonly class App
{
    /** Whether to send requests here. The Caddyfile says no while it stops. */
    public const READY = '<%= service.health.ready %>';

    /** @var array<string, array<string, callable(Request): Response>> */
    private array $routes;

    /** @param array<string, array<string, callable(Request): Response>> $routes by path and method */
    public function __construct(array $routes)
    {
        $ready = static fn(): Response => Response::text(200, 'ok');
        $this->routes = [self::READY => ['GET' => $ready], ...$routes];
    }

    public function answer(Request $request): Response
    {
        try {
<% if blips.preview is defined %>
            return Preview::with(Preview::in($request->headers), fn(): Response => $this->route($request));
<% else %>
            return $this->route($request);
<% endif %>
        } catch (\Throwable $error) {
            Log::error('request failed', ['path' => $request->path, 'error' => (string) $error]);

            return Response::text(500, 'Internal Server Error');
        }
    }

    private function route(Request $request): Response
    {
        $methods = $this->routes[$request->path] ?? null;
        if ($methods === null) {
            return Response::text(404, 'Not Found');
        }
        // What answers to GET answers to HEAD, and the server leaves out the body.
        $handler = $methods[$request->method === 'HEAD' ? 'GET' : $request->method] ?? null;
        if ($handler === null) {
            $allowed = ['allow' => implode(', ', array_keys($methods))];

            return new Response(405, 'Method Not Allowed', ['content-type' => 'text/plain; charset=utf-8'] + $allowed);
        }

        return $handler($request);
    }
}
