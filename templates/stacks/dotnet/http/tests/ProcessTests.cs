<%= header() %>

namespace Service.Tests;

public sealed class ProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task ServesUntilStopped(string signal)
    {
        using var service = new Running(("PORT", "0"));
        var port = (await service.Logged("listening", Cancel)).GetProperty("port").GetInt32();
        using var client = new HttpClient();
        await client.GetAsync($"http://127.0.0.1:{port}/nowhere?token=secret", Cancel);
        var request = await service.Logged("request", Cancel);
        Assert.Equal("GET", request.GetProperty("method").GetString());
        Assert.Equal("/nowhere", request.GetProperty("path").GetString());
        Assert.Equal(404, request.GetProperty("status").GetInt32());
        Assert.DoesNotContain("secret", request.ToString());

        await service.Signal(signal, Cancel);
        await service.Logged("stopping", Cancel);
        await service.Logged("stopped", Cancel);
        Assert.Equal(0, await service.ExitCode(Cancel));
    }

    [Fact]
    public async Task RefusesAPortThatIsNone()
    {
        using var service = new Running(("PORT", "none"));
        await service.Logged("PORT is no port: none", Cancel);
        Assert.Equal(1, await service.ExitCode(Cancel));
    }
}
