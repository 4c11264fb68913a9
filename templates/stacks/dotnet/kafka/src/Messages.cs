<%= header() %>

namespace Service;

/// <summary>
/// Which messages are this process's own. Kafka hands each message to every group and filters none by its headers: a
/// preview takes what names it, and the stable version all but what names a preview of this service.
/// </summary>
internal static class Messages
{
    /// <summary>What its previews are called, before the numbers of their pull requests.</summary>
    private const string OfThisService = "<%= service.name %>-pr-";

    /// <summary>Whether to handle a message. Else it is skipped, and its offset committed all the same.</summary>
    public static bool IsMine(IEnumerable<KeyValuePair<string, string>> headers) =>
        // The chart says so in a preview, and nothing in the stable version.
        IsMine(headers, Environment.GetEnvironmentVariable("PREVIEW_ID"));

    public static bool IsMine(IEnumerable<KeyValuePair<string, string>> headers, string? own)
    {
        var preview = Preview.In(name => headers
            .Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value));
        return string.IsNullOrEmpty(own) ? !IsPreviewOfThisService(preview) : preview == own;
    }

    private static bool IsPreviewOfThisService(string? preview) =>
        preview is { Length: var length } && length > OfThisService.Length
        && preview.StartsWith(OfThisService, StringComparison.Ordinal)
        && preview[OfThisService.Length..].All(char.IsAsciiDigit);
}
