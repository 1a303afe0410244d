using System.Net;
using System.Net.Sockets;

using Shouldly;

using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Security;

/// <summary>Connections that send nothing, or never end a head, lock nobody out of the server; and the names that it answers to.</summary>
public sealed class SilentConnectionTests(LimitedServer server) : IClassFixture<LimitedServer>
{
    [Fact]
    public async Task Slow_and_silent_connections_make_room()
    {
        var silent = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 60; i++)
            {
                var client = new TcpClient();
                silent.Add(client);
                await client.ConnectAsync(server.Address.Host, server.Address.Port, RunningServer.Cancellation);
                if (i % 2 == 0)
                {
                    await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nX: "u8.ToArray(), RunningServer.Cancellation);
                }
            }

            using var viewer = server.Client(Role.Viewer);
            (await viewer.GetStringAsync(new Uri("/metrics", UriKind.Relative), RunningServer.Cancellation))
                .ShouldContain("trestle_connections_closed_total{reason=\"room\"} 4");
        }
        finally
        {
            silent.ForEach(client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("churn.example.org", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    public async Task A_name_that_is_set_is_answered_beside_those_of_this_machine(string host, HttpStatusCode expected)
    {
        using var client = server.Client(Role.Viewer);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/session");
        request.Headers.Host = host;
        using var answer = await client.SendAsync(request, RunningServer.Cancellation);
        answer.StatusCode.ShouldBe(expected);
    }
}

/// <summary>A server with few connections for each address, and a name of its own.</summary>
public sealed class LimitedServer : RunningServer
{
    /// <inheritdoc/>
    protected override bool HasRun => false;

    /// <inheritdoc/>
    protected override string Configuration => "security: {connections-per-address: 20, allowed-hosts: [churn.example.org]}\n";
}
