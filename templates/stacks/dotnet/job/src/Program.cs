<%= header() %>

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Service;

// Works once. The exit code tells Kubernetes whether it is done or to be tried again.
var builder = Host.CreateApplicationBuilder();
builder.Logging.AddLines();
builder.Services.AddSingleton<Work>();
using var host = builder.Build();
var logger = host.Services.GetRequiredService<ILogger<Work>>();
try
{
    await host.Services.GetRequiredService<Work>().Once();
}
catch (Exception error)
{
    logger.LogError(error, "failed");
    return 1;
}
logger.Line(LogLevel.Information, "done");
return 0;
