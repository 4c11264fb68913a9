<%= header() %>

using System.Diagnostics;
using System.Text.Json;

namespace Service.Tests;

/// <summary>The service as a process of its own, as it runs in its container.</summary>
internal sealed class Running : IDisposable
{
    private readonly Process process;

    public Running(params (string Name, string Value)[] environment)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "Service.dll")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["LOG_LEVEL"] = "info";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        process = Process.Start(start) ?? throw new InvalidOperationException("it does not start");
    }

    /// <summary>Reads the log up to a message.</summary>
    public async Task<JsonElement> Logged(string message, CancellationToken cancel)
    {
        while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            var entry = JsonDocument.Parse(line).RootElement;
            if (entry.GetProperty("message").GetString() == message)
            {
                return entry;
            }
        }
        throw new InvalidOperationException($"ended without a log of \"{message}\"");
    }

    /// <summary>Sends a signal: TERM, INT.</summary>
    public async Task Signal(string name, CancellationToken cancel)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        await kill.WaitForExitAsync(cancel);
    }

    public async Task<int> ExitCode(CancellationToken cancel)
    {
        await process.WaitForExitAsync(cancel);
        return process.ExitCode;
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }
}
