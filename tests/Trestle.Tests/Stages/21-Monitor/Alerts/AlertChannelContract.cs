using System.Net;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Testing;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Stages.Monitor.Alerts;

/// <summary>
/// What every <see cref="IAlertChannel"/> promises. Derive, make the channel for a port of this machine, and start what receives it.
/// </summary>
public abstract class AlertChannelContract : IContractFor<IAlertChannel>, IAsyncLifetime
{
    /// <summary>A secret of the settings, which must never be seen.</summary>
    protected const string Hidden = "s3cr3t";

    private IReceiver receiver = null!;

    IEnumerable<IAlertChannel> IContractFor<IAlertChannel>.Subjects => [Channel("127.0.0.1", 9)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The statuses with which the receiver refuses a notice for good and for now.</summary>
    protected virtual (int ForGood, int ForNow) Refusals => (400, 502);

    /// <summary>The channel under test.</summary>
    protected abstract IAlertChannel Channel(string host, int port);

    /// <summary>Starts its receiver.</summary>
    private protected abstract Task<IReceiver> ReceiveAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => receiver = await ReceiveAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_notice_arrives_once_with_its_finding()
    {
        await SendAsync(Samples.Notice(detail: "PSI 0.4, at most 0.2"));
        var message = receiver.Messages.ShouldHaveSingleItem();
        message.ShouldContain("PSI 0.4, at most 0.2");
        message.ShouldContain("churn");
        message.ShouldContain("drift");
        message.ShouldNotContain(Hidden);
    }

    [Theory]
    [InlineData("a \"quoted\" \\ back\\slash, {\"json\": 1}")]
    [InlineData("<!channel> <https://evil.example|click> & [click](https://evil.example)")]
    [InlineData("line\r\nBcc: everybody@example.org\r\n\r\n.\r\nMAIL FROM:<x@example.org>")]
    [InlineData("Zürich 漢字 \U0001F600")]
    public async Task A_text_of_the_data_is_only_text(string detail)
    {
        await SendAsync(Samples.Notice(detail: detail, subject: detail));
        receiver.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_very_long_text_is_sent_all_the_same()
    {
        await SendAsync(Samples.Notice(detail: new string('x', 100_000), subject: new string('y', 5_000)));
        receiver.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_receiver_that_refuses_is_an_error_without_a_secret()
    {
        receiver.Answer = Refusals.ForNow;
        var failed = await Should.ThrowAsync<Exception>(() => SendAsync(Samples.Notice()));
        failed.ToString().ShouldNotContain(Hidden);
        (failed as TrestleException)?.Problems[0].Code.ShouldBe("TR2113");

        receiver.Answer = Refusals.ForGood;
        (await Should.ThrowAsync<TrestleException>(() => SendAsync(Samples.Notice()))).Problems[0].Code.ShouldBe("TR2114");
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_private_address_that_is_not_allowed()
    {
        using var connections = new ChannelConnections(new AllowedTargets([]), null, TimeProvider.System);
        var refused = await Should.ThrowAsync<Exception>(
            () => Channel("127.0.0.1", receiver.Port).SendAsync(Samples.Notice(), connections, Cancellation));
        Innermost(refused).Problems[0].Code.ShouldBe("TR2112");
        receiver.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_public_name_that_leads_to_a_private_address_when_it_is_connected_does_not_help()
    {
        // The first answer is public, the second is this machine: DNS rebinding.
        var answers = new Queue<IPAddress>([IPAddress.Parse("93.184.216.34"), IPAddress.Loopback]);
        var targets = new AllowedTargets([], (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]));
        targets.Refused("rebind.example.org").ShouldBeNull("a name is resolved when it is connected");
        answers.Dequeue();
        using var connections = new ChannelConnections(targets, null, TimeProvider.System);
        var refused = await Should.ThrowAsync<Exception>(
            () => Channel("rebind.example.org", receiver.Port).SendAsync(Samples.Notice(), connections, Cancellation));
        Innermost(refused).Problems[0].Code.ShouldBe("TR2112");
        receiver.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void Its_settings_are_sound_and_its_text_shows_no_secret()
    {
        var channel = Channel("127.0.0.1", 9);
        channel.Faults().ShouldBeEmpty();
        channel.Host.ShouldBe("127.0.0.1");
        ChannelCatalog.NameOf(channel).ShouldMatch("^[a-z]+$");
        channel.ToString()!.ShouldNotContain(Hidden);
        channel.GetType().GetProperty(channel.HostSetting, System.Reflection.BindingFlags.IgnoreCase
            | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance).ShouldNotBeNull();
    }

    private async Task SendAsync(Notice notice)
    {
        using var connections = new ChannelConnections(
            new AllowedTargets(["127.0.0.0/8"]), null, new StillClock { Now = notice.At });
        await Channel("127.0.0.1", receiver.Port).SendAsync(notice, connections, Cancellation);
    }

    private static TrestleException Innermost(Exception failed) =>
        failed as TrestleException ?? Innermost(failed.InnerException.ShouldNotBeNull(failed.ToString()));
}

/// <summary>Notices for tests.</summary>
internal static class Samples
{
    /// <summary>An alert about drift.</summary>
    public static Alert Alert(string detail = "PSI 0.4", string subject = "age", AlertState state = AlertState.Open) => new()
    {
        Deployment = "churn",
        Monitor = "drift",
        Subject = subject,
        Number = 1,
        State = state,
        Version = 2,
        OpenedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        SeenAt = new DateTimeOffset(2026, 1, 3, 3, 4, 5, TimeSpan.Zero),
        Windows = 3,
        Detail = detail,
    };

    /// <summary>A notice of it.</summary>
    public static Notice Notice(string detail = "PSI 0.4", string subject = "age", AlertState state = AlertState.Open)
    {
        var alert = Alert(detail, subject, state);
        var verb = state == AlertState.Open ? "opened" : "resolved";
        return new Notice($"{alert.Cause}#1:{verb}", $"alert.{verb}", new DateTimeOffset(2026, 1, 3, 3, 4, 5, TimeSpan.Zero), alert);
    }
}
