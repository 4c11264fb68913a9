<%= header() %>

namespace Service.Tests;

public sealed class JobTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WorksOnce()
    {
        using var service = new Running();
        await service.Logged("worked", Cancel);
        await service.Logged("done", Cancel);
        Assert.Equal(0, await service.ExitCode(Cancel));
    }
}
