<%= header() %>

using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Service;

/// <summary>
/// Lets what is under way end before the server does. Until then it listens: who asks whether it is ready shall hear
/// no, and not be refused a connection.
/// </summary>
internal sealed class Draining(ILogger<Draining> logger) : IHostedLifecycleService
{
    /// <summary>
    /// How long the last requests may take. It must fit into <c>terminationGracePeriodSeconds</c>, less the preStop
    /// hook.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private int inFlight;
    private volatile bool hasBegun;

    public bool HasBegun => hasBegun;

    /// <summary>Counts a request until what is returned is disposed of.</summary>
    public IDisposable Begin() => new Request(this);

    /// <summary>Called first of all when the host stops, by a signal or otherwise.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        hasBegun = true;
        logger.Line(LogLevel.Information, "stopping");
        var start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref inFlight) > 0 && Stopwatch.GetElapsedTime(start) < Limit)
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Request : IDisposable
    {
        private readonly Draining draining;

        public Request(Draining draining)
        {
            this.draining = draining;
            Interlocked.Increment(ref draining.inFlight);
        }

        public void Dispose() => Interlocked.Decrement(ref draining.inFlight);
    }
}
