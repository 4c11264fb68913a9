<%= header() %>

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Service;

/// <summary>Logs as one JSON object a line on stdout, from LOG_LEVEL (debug, info, warn, error) up.</summary>
internal static class Log
{
    /// <summary>Has all that is logged written so, and of what the framework says no more than its warnings.</summary>
    public static void AddLines(this ILoggingBuilder logging)
    {
        var level = Level(Environment.GetEnvironmentVariable("LOG_LEVEL"));
        var others = level > LogLevel.Warning ? level : LogLevel.Warning;
        logging.ClearProviders();
        logging.AddConsole(options => options.FormatterName = LineFormatter.FormatterName);
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.SetMinimumLevel(level).AddFilter("Microsoft", others).AddFilter("System", others);
    }

    /// <summary>Information for what is no level, so that a misspelled one silences nothing.</summary>
    public static LogLevel Level(string? wanted) => wanted?.ToLowerInvariant() switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };

    /// <summary>Logs a message with fields beside it, rather than with values in its midst.</summary>
    public static void Line(
        this ILogger logger, LogLevel level, string message, params (string Name, object? Value)[] fields)
    {
        var state = fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).ToArray();
        logger.Log(level, default, state, null, (_, _) => message);
    }
}

/// <summary>Writes an entry of the log as a line.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    // Letters stay letters: nobody puts a log into a page as it is.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
            json.WriteString("level", Word(logEntry.LogLevel));
            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            json.WriteString("logger", logEntry.Category);
            foreach (var (name, value) in logEntry.State as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                // What the message was made of is not what it says.
                if (name != "{OriginalFormat}")
                {
                    json.WritePropertyName(name);
                    WriteValue(json, value);
                }
            }
            if (logEntry.Exception is { } error)
            {
                // With its stack, so that one line tells all of it.
                json.WriteString("error", error.ToString());
            }
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
