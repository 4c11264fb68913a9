<%= header() %>

using Microsoft.Extensions.Logging;

namespace Service;

/// <summary>What the service does.</summary>
internal sealed class Work(ILogger<Work> logger)
{
    /// <summary>Does one piece of work. Calls to others should bear a time limit.</summary>
    public Task Once()
    {
        logger.Line(LogLevel.Information, "worked");
        return Task.CompletedTask;
    }
}
