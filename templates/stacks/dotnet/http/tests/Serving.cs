<%= header() %>

using Microsoft.AspNetCore.Builder;

namespace Service.Tests;

/// <summary>The service in the process of the tests, on a port of its own.</summary>
internal sealed class Serving : IAsyncDisposable
{
    public WebApplication App { get; }

    public HttpClient Client { get; }

    private Serving(WebApplication app)
    {
        App = app;
        Client = new() { BaseAddress = new($"http://127.0.0.1:{Server.Port(app)}") };
    }

    public static async Task<Serving> Start(Action<WebApplication> routes, CancellationToken cancel)
    {
        var app = Server.Create(routes, 0);
        await app.StartAsync(cancel);
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
