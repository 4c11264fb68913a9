<%= header() %>

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Service;

// Works until SIGTERM or SIGINT. What is under way then is finished, so a piece of work has to be shorter than
// `terminationGracePeriodSeconds`.
var builder = Host.CreateApplicationBuilder();
builder.Logging.AddLines();
builder.Services.AddSingleton<Work>();
using var host = builder.Build();
var work = host.Services.GetRequiredService<Work>();
var logger = host.Services.GetRequiredService<ILogger<Work>>();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

await host.StartAsync();
logger.Line(LogLevel.Information, "started");
while (!stopping.IsCancellationRequested)
{
    try
    {
        await work.Once();
    }
    catch (Exception error)
    {
        logger.LogError(error, "failed");
    }
    // The signal cuts the pause short.
    await Task.Delay(TimeSpan.FromSeconds(1), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
logger.Line(LogLevel.Information, "stopping");
await host.StopAsync();
logger.Line(LogLevel.Information, "stopped");
