using System.Net;
using System.Net.Sockets;

using Shouldly;

using Trestle.Storage.Blobs;

using Xunit;

namespace Trestle.Tests.Storage.Blobs;

public sealed class UnansweredTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener silent = new(IPAddress.Loopback, 0);

    public UnansweredTests() => silent.Start();

    private Uri Address => new($"http://{silent.LocalEndpoint}");

    [Fact]
    public async Task A_server_that_takes_the_request_and_is_silent_did_not_answer()
    {
        using var http = new HttpClient { Timeout = Short };
        Unanswered.Is((await Record.ExceptionAsync(() => http.GetAsync(Address, CancellationToken.None)))!).ShouldBeTrue();
    }

    [Fact]
    public async Task Work_that_is_cancelled_was_not_left_unanswered()
    {
        using var http = new HttpClient();
        using var source = new CancellationTokenSource(Short);
        Unanswered.Is((await Record.ExceptionAsync(() => http.GetAsync(Address, source.Token)))!).ShouldBeFalse();
    }

    [Fact]
    public void The_last_of_several_attempts_counts()
    {
        Unanswered.Is(new AggregateException(new IOException(), new TaskCanceledException("", new TimeoutException()))).ShouldBeTrue();
        Unanswered.Is(new AggregateException(new TimeoutException(), new IOException())).ShouldBeFalse();
    }

    public void Dispose() => silent.Dispose();
}
