<%= header() %>

using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
<% if blips.preview is defined and blips.preview.events == "knative" %>
using Microsoft.Extensions.Logging;
<% endif %>

namespace Service;

/// <summary>What the service answers. Health checks and logs are added by <see cref="Server"/>.</summary>
internal static class Routes
{
    public static void Map(WebApplication app)
    {
        var about = About();
        app.MapGet("/", () => Results.Json(about));
<% if blips.preview is defined %>
<% if blips.preview.events == "knative" %>
        // Takes one event. What is answered otherwise than by 200 to 299 comes again.
        app.MapPost("/events", (HttpRequest request) =>
        {
            string? id = request.Headers["ce-id"], type = request.Headers["ce-type"];
            app.Logger.Line(LogLevel.Information, "event", ("id", id), ("type", type));
            return Results.NoContent();
        });
<% endif %>
        // A first call to another service, and a way to see which version of it a request gets to.
        if (app.Configuration["UPSTREAM_URL"] is { Length: > 0 } upstream)
        {
            app.MapGet("/upstream", async (IHttpClientFactory clients, CancellationToken cancel) =>
            {
                using var client = clients.CreateClient(Internal.Client);
                using var answer = await client.GetAsync(upstream, cancel);
                var body = await answer.Content.ReadAsStringAsync(cancel);
                return Results.Json(new { status = (int)answer.StatusCode, body });
            });
        }
<% endif %>
    }

    /// <summary>Says which service answers, and in which version, as Directory.Build.props has them.</summary>
    private static Dictionary<string, string?> About()
    {
        var assembly = typeof(Routes).Assembly;
        return new()
        {
            ["service"] = assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product,
            ["version"] = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
        };
    }
}
