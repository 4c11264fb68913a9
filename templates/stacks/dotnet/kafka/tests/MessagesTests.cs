<%= header() %>

namespace Service.Tests;

public sealed class MessagesTests
{
    private const string Name = "<%= service.name %>";
    private const string Ours = Name + "-pr-42";

    [Fact]
    public void APreviewTakesWhatNamesItAndNothingElse()
    {
        Assert.True(Takes(Ours, Preview.Header, Ours));
        Assert.True(Takes(Ours, "Baggage", "preview=" + Ours));
        foreach (var other in new[] { "", Ours + "1", Name + "-pr-4", "else-pr-42" })
        {
            Assert.False(Takes(Ours, Preview.Header, other), other);
        }
        Assert.False(Messages.IsMine([], Ours));
    }

    [Fact]
    public void TheStableVersionTakesAllButWhatNamesAPreviewOfThisService()
    {
        foreach (var other in new[] { "", "else-pr-42", Name, Name + "-pr-x" })
        {
            Assert.True(Takes(null, Preview.Header, other), other);
        }
        Assert.True(Messages.IsMine([], null));
        Assert.False(Takes(null, Preview.Header, Ours));
    }

    private static bool Takes(string? own, string header, string value) =>
        Messages.IsMine([KeyValuePair.Create(header, value)], own);
}
