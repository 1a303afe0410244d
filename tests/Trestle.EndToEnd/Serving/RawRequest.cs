using System.Net.Sockets;
using System.Text;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>A request whose path is sent as it stands.</summary>
internal static class RawRequest
{
    /// <summary>Gets a path; gives the status and the body.</summary>
    public static async Task<(int Status, string Body)> GetAsync(Uri address, string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(answer.Split(' ')[1]), answer[(end + 4)..]);
    }
}
