<%= header() %>

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Service.Tests;

public sealed class LogTests
{
    [Theory]
    [InlineData("Warn", LogLevel.Warning)]
    [InlineData("error", LogLevel.Error)]
    [InlineData("debgu", LogLevel.Information)]
    [InlineData(null, LogLevel.Information)]
    public void TakesAnythingElseForInfo(string? wanted, LogLevel level)
    {
        Assert.Equal(level, Log.Level(wanted));
    }

    [Fact]
    public void EscapesWhatEndsOrBreaksALine()
    {
        Assert.Contains("\"message\":\"a\\\"b\\\\c\\nd é\"", Written("a\"b\\c\nd é"));
    }

    [Fact]
    public void KeepsFieldsAndErrors()
    {
        var line = Written("failed", new InvalidOperationException("why"), ("count", 2), ("{OriginalFormat}", "x"));
        Assert.Matches("^{\"timestamp\":\"[^\"]+Z\",\"level\":\"info\",\"message\":\"failed\",\"logger\":\"Tests\"", line);
        Assert.Contains(",\"count\":2,\"error\":\"System.InvalidOperationException: why\"}", line);
    }

    private static string Written(string message, Exception? error = null, params (string, object?)[] fields)
    {
        var state = fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)).ToArray();
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(
            LogLevel.Information, "Tests", default, state, error, (_, _) => message);
        var written = new StringWriter();
        new LineFormatter().Write(entry, null, written);
        return written.ToString().TrimEnd();
    }
}
