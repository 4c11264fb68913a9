using Microsoft.AspNetCore.Builder;

namespace Service;

/// <summary>Takes two seconds to answer.</summary>
internal static class Routes
{
    public static void Map(WebApplication app) => app.MapGet("/slow", async () =>
    {
        await Task.Delay(2000);
        return "done";
    });
}
