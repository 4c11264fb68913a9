<%= header() %>

using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Service.Tests;

public sealed class ServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SaysWhatItIs()
    {
        await using var service = await Serving.Start(Routes.Map, Cancel);
        var about = await service.Client.GetFromJsonAsync<Dictionary<string, string>>("/", Cancel);
        Assert.Equal("<%= service.name %>", about?["service"]);
        Assert.Matches("^[0-9]", about?["version"]);
    }

    [Fact]
    public async Task IsLiveAndReady()
    {
        await using var service = await Serving.Start(Routes.Map, Cancel);
        Assert.Equal("ok", await service.Client.GetStringAsync(Server.Live, Cancel));
        Assert.Equal("ok", await service.Client.GetStringAsync(Server.Ready, Cancel));
    }

    [Fact]
    public async Task RefusesWhatItDoesNotKnow()
    {
        await using var service = await Serving.Start(Routes.Map, Cancel);
        var unknown = await service.Client.GetAsync("/nowhere", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("application/problem+json", unknown.Content.Headers.ContentType?.MediaType);
        var refused = await service.Client.DeleteAsync("/", Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        Assert.Contains("GET", refused.Content.Headers.Allow);
    }

    [Fact]
    public async Task SurvivesAHandlerThatFails()
    {
        Func<string> broken = () => throw new InvalidOperationException("as the test wants it");
        await using var service = await Serving.Start(app => app.MapGet("/broken", broken), Cancel);
        var failed = await service.Client.GetAsync("/broken", Cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.DoesNotContain("as the test wants it", await failed.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("ok", await service.Client.GetStringAsync(Server.Live, Cancel));
    }

    [Fact]
    public async Task AnswersWhatIsInFlightBeforeItEnds()
    {
        var begun = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        Func<Task<string>> slow = async () =>
        {
            begun.SetResult();
            await end.Task;
            return "done";
        };
        await using var service = await Serving.Start(app => app.MapGet("/slow", slow), Cancel);
        var answer = service.Client.GetStringAsync("/slow", Cancel);
        await begun.Task;

        var stop = service.App.StopAsync(Cancel);
        var ready = await service.Client.GetAsync(Server.Ready, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.True(ready.Headers.ConnectionClose);
        Assert.Equal("ok", await service.Client.GetStringAsync(Server.Live, Cancel));

        end.SetResult();
        Assert.Equal("done", await answer);
        await stop;
        await Assert.ThrowsAsync<HttpRequestException>(() => service.Client.GetAsync(Server.Live, Cancel));
    }
}
