<%= header() %>

using Microsoft.Extensions.DependencyInjection;

namespace Service;

/// <summary>
/// Calls to your own services, which carry on the preview that the work at hand is done for. Third parties are called
/// with another client: previews are none of their business.
/// </summary>
internal static class Internal
{
    /// <summary>The name of the client, for IHttpClientFactory.</summary>
    public const string Client = "internal";

    public static void AddInternalClient(this IServiceCollection services)
    {
        services.AddTransient<PreviewHandler>();
        services.AddHttpClient(Client, client => client.Timeout = TimeSpan.FromSeconds(5))
            // It follows no redirect: one may lead to a stranger, and the headers would go along.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            .AddHttpMessageHandler<PreviewHandler>();
    }
}

/// <summary>Names the preview in each call.</summary>
internal sealed class PreviewHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Preview.Current is { } preview)
        {
            request.Headers.TryAddWithoutValidation(Preview.Header, preview);
            request.Headers.TryAddWithoutValidation("baggage", $"{Preview.Entry}={preview}");
        }
        return base.SendAsync(request, cancellationToken);
    }
}
