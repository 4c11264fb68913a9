<%= header() %>

namespace Service;

/// <summary>
/// Which preview the work at hand is done for. A preview of a service answers beside its stable version, and a header
/// leads to it. A request gets to a preview further down only if every service before it passes that header on.
/// </summary>
internal static class Preview
{
    /// <summary>The header whose value names a preview: <c><%= service.name %>-pr-42</c>.</summary>
    public const string Header = <%= blips.preview.header | literal %>;

    /// <summary>
    /// The entry of the header <c>baggage</c> that says the same; OpenTelemetry carries it through any service.
    /// </summary>
    public const string Entry = "preview";
<% if blips.preview.events == "knative" %>

    /// <summary>The attribute of an event that says the same, as Knative delivers it.</summary>
    public const string Attribute = "ce-preview";
<% endif %>

    private static readonly AsyncLocal<string?> Now = new();

    /// <summary>The preview that the work at hand is done for; none for most.</summary>
    public static string? Current => Now.Value;

    /// <summary>Does work for a preview, or for none. It holds for all that the work awaits or starts.</summary>
    public static async Task With(string? preview, Func<Task> work)
    {
        // It ends with this method, since that is asynchronous.
        Now.Value = preview;
        await work();
    }

    /// <summary>The preview that a request or a message names by its headers.</summary>
    public static string? In(Func<string, IEnumerable<string?>> header)
    {
        var named = header(Header).FirstOrDefault()
<% if blips.preview.events == "knative" %>
            ?? header(Attribute).FirstOrDefault()
<% endif %>
            ?? InBaggage(string.Join(',', header("baggage")));
        // Anybody can send anything: what cannot be the name of a preview is not passed on.
        return named is { Length: > 0 and <= 100 } && named.All(IsOfAName) ? named : null;
    }

    /// <summary>Reads <c>a=1, preview=<%= service.name %>-pr-42;property, b=2</c>.</summary>
    private static string? InBaggage(string baggage) => baggage
        .Split(',')
        .Select(entry => entry.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries))
        .FirstOrDefault(entry => entry is [Entry, _])?[1];

    private static bool IsOfAName(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';
}
