<%= header() %>

namespace Service.Tests;

public sealed class WorkerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task WorksUntilStopped(string signal)
    {
        using var service = new Running();
        await service.Logged("started", Cancel);
        await service.Logged("worked", Cancel);
        await service.Signal(signal, Cancel);
        await service.Logged("stopping", Cancel);
        await service.Logged("stopped", Cancel);
        Assert.Equal(0, await service.ExitCode(Cancel));
    }
}
