using System.Net;

using Trestle.Core.Errors;

namespace Trestle.Serving;

/// <summary>
/// Asks the host on this machine whether it answers: the health check of container images, which therefore need no other program. A
/// host is healthy once its model is loaded, because only then does it listen.
/// </summary>
internal static class HealthCheck
{
    /// <summary>Shorter than the five seconds that an image allows.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <summary>
    /// 0 when the host at a port answers <c>GET /ping</c> with 200; 1 with the reason on the standard error when it does not.
    /// </summary>
    public static async Task<int> RunAsync(string port)
    {
        if (!ushort.TryParse(port, out var number) || number == 0)
        {
            throw new TrestleException(ServeErrors.BadOption("--check", "the port of a host on this machine, 1 to 65535"));
        }

        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,

            // Only whether this machine's host answers is asked, under a name for which its certificate is not made out.
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
        })
        { Timeout = Limit };
        try
        {
            return await AskAsync(http, $"http://127.0.0.1:{number}/ping");
        }
        catch (HttpRequestException)
        {
            // It may speak TLS.
        }
        catch (TaskCanceledException failed)
        {
            return Ill(failed.Message);
        }

        try
        {
            return await AskAsync(http, $"https://127.0.0.1:{number}/ping");
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException)
        {
            return Ill(failed.Message);
        }
    }

    private static async Task<int> AskAsync(HttpClient http, string address)
    {
        using var answer = await http.GetAsync(new Uri(address));
        return answer.StatusCode == HttpStatusCode.OK ? 0 : Ill($"it answers {(int)answer.StatusCode}");
    }

    private static int Ill(string reason)
    {
        Console.Error.WriteLine($"the host is not healthy: {reason}");
        return 1;
    }
}
