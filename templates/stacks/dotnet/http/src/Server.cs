<%= header() %>

using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Service;

/// <summary>What surrounds the routes: health checks, a log line for each request, and an orderly end.</summary>
internal static class Server
{
    /// <summary>Whether the process works; where it does not, Kubernetes restarts it.</summary>
    public const string Live = <%= service.health.live | literal %>;

    /// <summary>Whether to send requests here.</summary>
    public const string Ready = <%= service.health.ready | literal %>;

    /// <summary>Serves until SIGTERM or SIGINT. What it returns is the exit code.</summary>
    public static async Task<int> Run(Action<WebApplication> routes, string? port)
    {
        var isNumber = ushort.TryParse(string.IsNullOrEmpty(port) ? "<%= service.port %>" : port, out var number);
        await using var app = Create(routes, number);
        if (!isNumber)
        {
            app.Logger.Line(LogLevel.Error, $"PORT is no port: {port}");
            return 1;
        }
        await app.StartAsync();
        app.Logger.Line(LogLevel.Information, "listening", ("port", Port(app)));
        await app.WaitForShutdownAsync();
        app.Logger.Line(LogLevel.Information, "stopped");
        return 0;
    }

    /// <summary>The service on all interfaces, not yet started. Port 0 is any that is free.</summary>
    public static WebApplication Create(Action<WebApplication> routes, ushort port)
    {
        // Slim is without what the proxy before it does: TLS, HTTP/3, static files.
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddLines();
        // In place of what the image says by ASPNETCORE_HTTP_PORTS. Idle connections stay open for 130 seconds: a load
        // balancer, which keeps them for a minute, closes first, and no request gets lost on its way.
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, $"{port}");
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Draining>());
        builder.Services.Configure<HostOptions>(
            options => options.ShutdownTimeout = Draining.Limit + TimeSpan.FromSeconds(2));
<% if blips.preview is defined %>
        builder.Services.AddInternalClient();
<% endif %>

        var app = builder.Build();
        var draining = app.Services.GetRequiredService<Draining>();
        app.Use((context, next) => Observe(context, next, draining, app.Logger));
        app.UseExceptionHandler();
        app.UseStatusCodePages();
<% if blips.preview is defined %>
        app.Use((context, next) =>
            Preview.With(Preview.In(name => context.Request.Headers[name]), () => next(context)));
<% endif %>
        app.MapGet(Live, () => "ok");
        app.MapGet(Ready, () => draining.HasBegun
            ? Results.Text("stopping", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ok"));
        routes(app);
        return app;
    }

    /// <summary>The port that it listens on.</summary>
    public static int Port(WebApplication app) => BindingAddress.Parse(app.Urls.First()).Port;

    private static async Task Observe(HttpContext context, RequestDelegate next, Draining draining, ILogger logger)
    {
        var start = Stopwatch.GetTimestamp();
        // Without the query, which may hold what must not be logged.
        var path = context.Request.Path.Value ?? "/";
        using var request = draining.Begin();
        if (draining.HasBegun)
        {
            context.Response.Headers.Connection = "close";
        }
        try
        {
            await next(context);
        }
        finally
        {
            // Probes come every few seconds.
            var level = path is Live or Ready ? LogLevel.Debug : LogLevel.Information;
            logger.Line(
                level,
                "request",
                ("method", context.Request.Method),
                ("path", path),
                ("status", context.Response.StatusCode),
                ("duration_ms", Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 3)));
        }
    }
}
