using System.Net;

using Shouldly;

using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>Who asks too much waits, and nobody else.</summary>
public sealed class LimitTests(BareServer server) : IClassFixture<BareServer>
{
    [Fact]
    public async Task A_caller_that_asks_too_much_is_told_to_wait_and_others_are_not()
    {
        using var client = server.Client(Role.Viewer);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 400).Select(
                _ => client.GetAsync(new Uri("/api/v1/session", UriKind.Relative), RunningServer.Cancellation)));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToArray();
        refused.Length.ShouldBeGreaterThan(50);
        refused[0].Headers.RetryAfter!.ToString().ShouldBe("1");
        (await refused[0].Content.ReadAsStringAsync(RunningServer.Cancellation)).ShouldContain("TR0136");
        (await server.SendAsync(Role.Editor, HttpMethod.Get, "/api/v1/session")).Status.ShouldBe(HttpStatusCode.OK);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Signing_in_is_tried_a_few_times_a_minute()
    {
        using var client = server.Client(null);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            using var answer = await client.GetAsync(new Uri("/start?token=wrong", UriKind.Relative), RunningServer.Cancellation);
            statuses.Add(answer.StatusCode);
        }

        statuses[0].ShouldBe(HttpStatusCode.Unauthorized);
        statuses[^1].ShouldBe(HttpStatusCode.TooManyRequests);
    }
}
