<%= header() %>

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Service.Tests;

public sealed class PreviewTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void IsNamedByTheHeaderOrTheBaggage()
    {
        Assert.Equal("a-pr-1", In((Preview.Header, "a-pr-1"), ("baggage", "preview=b-pr-2")));
        Assert.Equal("b-pr-2", In(("baggage", "user=7, preview = b-pr-2;hops=1,tenant=x")));
        Assert.Equal("b-pr-2", In(("baggage", "user=7"), ("baggage", "preview=b-pr-2")));
<% if blips.preview.events == "knative" %>
        Assert.Equal("a-pr-1", In((Preview.Attribute, "a-pr-1")));
<% endif %>
        Assert.Null(In(("baggage", "nopreview=a-pr-1,preview")));
        Assert.Null(In());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("A-PR-1")]
    [InlineData("a,b")]
    [InlineData("a\n")]
    public void IsNothingThatCannotBeItsName(string value)
    {
        Assert.Null(In((Preview.Header, value)));
        Assert.Null(In((Preview.Header, new string('a', 101))));
    }

    [Fact]
    public async Task HoldsForTheWorkAlone()
    {
        await Preview.With("a-pr-1", async () =>
        {
            await Task.Yield();
            Assert.Equal("a-pr-1", Preview.Current);
        });
        Assert.Null(Preview.Current);
    }

    [Fact]
    public async Task IsCarriedByCallsButNotThroughARedirect()
    {
        await using var other = await Other(request => Task.FromResult(
            $"{request.Headers[Preview.Header]} {request.Headers["baggage"]}"));
        var services = new ServiceCollection();
        services.AddInternalClient();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient(Internal.Client);
        await Preview.With("a-pr-1", async () =>
        {
            var answer = await client.GetAsync(other.Urls.First(), Cancel);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal("a-pr-1 preview=a-pr-1", await answer.Content.ReadAsStringAsync(Cancel));
        });
        var stable = await client.GetAsync(other.Urls.First(), Cancel);
        Assert.Equal(" ", await stable.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Another service, which says something of a request, and redirects it.</summary>
    private static async Task<WebApplication> Other(Func<HttpRequest, Task<string>> says)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", async context =>
        {
            context.Response.Redirect("/elsewhere");
            await context.Response.WriteAsync(await says(context.Request));
        });
        await app.StartAsync(Cancel);
        return app;
    }

    private static string? In(params (string Name, string Value)[] headers) =>
        Preview.In(name => headers.Where(header => header.Name == name).Select(header => header.Value));
}
