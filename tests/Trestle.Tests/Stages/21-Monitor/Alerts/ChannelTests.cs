using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Monitor.Alerts;

/// <summary>Channels that post JSON.</summary>
public abstract class HttpChannelContract : AlertChannelContract
{
    private protected override async Task<IReceiver> ReceiveAsync() => await HttpReceiver.StartAsync();

    /// <summary>An address whose path is a secret from the environment.</summary>
    private protected static WebAddress Secret(string host, int port) => WebAddress.Parse($"http://{host}:{port}/{Hidden}", "CHANNEL_URL");

    /// <summary>Sends one notice and returns the request.</summary>
    private protected async Task<(string Path, JsonNode Body, string? Authorization)> RequestAsync(
        Notice notice, Func<int, IAlertChannel> channel)
    {
        await using var receiver = await HttpReceiver.StartAsync();
        using var connections = new ChannelConnections(new AllowedTargets(["127.0.0.1"]), null, new StillClock { Now = notice.At });
        await channel(receiver.Port).SendAsync(notice, connections, TestContext.Current.CancellationToken);
        var (path, headers, body) = receiver.Got.ShouldHaveSingleItem();
        return (path, JsonNode.Parse(body)!, headers.Authorization);
    }
}

public sealed class WebhookChannelTests : HttpChannelContract
{
    protected override IAlertChannel Channel(string host, int port) =>
        new WebhookChannel { Url = WebAddress.Parse($"http://{host}:{port}/hook"), Key = new Secret("KEY", Hidden) };
}

public sealed class SlackChannelTests : HttpChannelContract
{
    protected override IAlertChannel Channel(string host, int port) => new SlackChannel { Url = Secret(host, port) };

    [Fact]
    public async Task The_message_is_one_that_incoming_webhooks_read_and_nothing_in_it_is_a_command()
    {
        var (_, body, _) = await RequestAsync(Samples.Notice("<!channel> & more"), port => Channel("127.0.0.1", port));
        body["text"]!.GetValue<string>().ShouldBe("churn: drift age opened");
        body["blocks"]![0]!["text"]!["text"]!.GetValue<string>().ShouldBe("*churn: drift age opened*\n&lt;!channel&gt; &amp; more");
        body["blocks"]![1]!["type"]!.GetValue<string>().ShouldBe("context");
    }
}

public sealed class TeamsChannelTests : HttpChannelContract
{
    protected override IAlertChannel Channel(string host, int port) => new TeamsChannel { Url = Secret(host, port) };

    [Fact]
    public async Task The_message_is_an_adaptive_card()
    {
        var notice = Samples.Notice("[click](https://evil.example)", state: AlertState.Resolved);
        var (_, body, _) = await RequestAsync(notice, port => Channel("127.0.0.1", port));
        body["type"]!.GetValue<string>().ShouldBe("message");
        body["attachments"]![0]!["contentType"]!.GetValue<string>().ShouldBe("application/vnd.microsoft.card.adaptive");
        var card = body["attachments"]![0]!["content"]!;
        card["type"]!.GetValue<string>().ShouldBe("AdaptiveCard");
        card["body"]![0]!["text"]!.GetValue<string>().ShouldBe("churn: drift age resolved");
        card["body"]![1]!["text"]!.GetValue<string>().ShouldBe("\\[click\\](https://evil.example)");
        card["body"]![2]!["facts"]![0]!["value"]!.GetValue<string>().ShouldBe("churn");
    }
}

public sealed class AlertmanagerChannelTests : HttpChannelContract
{
    protected override IAlertChannel Channel(string host, int port) => new AlertmanagerChannel
    {
        Url = WebAddress.Parse($"http://{host}:{port}/am/"),
        User = "trestle",
        Password = new Secret("PASSWORD", Hidden),
        Labels = new Dictionary<string, string> { ["team"] = "growth" },
    };

    [Fact]
    public async Task An_open_alert_fires_and_a_resolved_one_has_ended_under_the_same_labels()
    {
        var (path, body, authorization) = await RequestAsync(Samples.Notice(), port => Channel("127.0.0.1", port));
        path.ShouldBe("/am/api/v2/alerts");
        authorization.ShouldBe("Basic dHJlc3RsZTpzM2NyM3Q=");
        var fires = body.AsArray().ShouldHaveSingleItem()!;
        fires["labels"]!.ToJsonString().ShouldBe(
            """{"team":"growth","alertname":"drift","deployment":"churn","subject":"age","source":"trestle"}""");
        fires["startsAt"]!.GetValue<string>().ShouldBe("2026-01-02T03:04:05.000Z");
        fires["endsAt"]!.GetValue<string>().ShouldBe("2026-01-04T03:04:05.000Z");
        var (_, ended, _) = await RequestAsync(Samples.Notice(state: AlertState.Resolved), port => Channel("127.0.0.1", port));
        ended[0]!["labels"]!.ToJsonString().ShouldBe(fires["labels"]!.ToJsonString());
        ended[0]!["endsAt"]!.GetValue<string>().ShouldBe("2026-01-03T03:04:05.000Z");
    }
}

public sealed class EmailChannelTests : AlertChannelContract
{
    protected override (int ForGood, int ForNow) Refusals => (554, 451);

    protected override IAlertChannel Channel(string host, int port) => Mail(host, port);

    private protected override async Task<IReceiver> ReceiveAsync() => await MailReceiver.StartAsync();

    [Fact]
    public async Task A_mail_has_its_sender_recipients_and_an_id_that_a_repeated_delivery_shares()
    {
        await using var receiver = await MailReceiver.StartAsync();
        await SendAsync(Mail("127.0.0.1", receiver.Port) with { To = ["ann@example.org", "Bob <bob@example.org>"] });
        await SendAsync(Mail("127.0.0.1", receiver.Port));
        var mail = receiver.Mails[0];
        mail.From.ToString().ShouldBe("trestle@example.org");
        mail.To.Mailboxes.Select(to => to.Address).ShouldBe(["ann@example.org", "bob@example.org"]);
        mail.Subject.ShouldBe("churn: drift age opened");
        mail.TextBody.ShouldNotBeNull().ReplaceLineEndings("\n").ShouldStartWith("PSI 0.4\n\ndeployment: churn\nversion: 2\n");
        receiver.Mails[1].MessageId.ShouldBe(mail.MessageId);
        receiver.Users.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_user_signs_in_and_a_wrong_password_is_an_error_that_does_not_show_it()
    {
        await using var receiver = await MailReceiver.StartAsync();
        await SendAsync(Mail("127.0.0.1", receiver.Port) with { User = "trestle", Password = new Secret("P", "secret") });
        receiver.Users.ShouldBe([("trestle", "secret")]);
        var failed = await Should.ThrowAsync<Exception>(
            () => SendAsync(Mail("127.0.0.1", receiver.Port) with { User = "trestle", Password = new Secret("P", Hidden) }));
        failed.ToString().ShouldNotContain(Hidden);
        receiver.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_the_protection_that_was_asked_for_nothing_is_sent()
    {
        await using var receiver = await MailReceiver.StartAsync();
        await Should.ThrowAsync<NotSupportedException>(
            () => SendAsync(Mail("127.0.0.1", receiver.Port) with { Security = MailSecurity.StartTls }));
        receiver.Mails.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nobody", "oncall@example.org", "from")]
    [InlineData("trestle@example.org", "a@example.org\r\nBcc: b@example.org", "to[0]")]
    [InlineData("trestle@example.org", "", "to[0]")]
    public void An_address_that_is_none_is_a_fault(string from, string to, string setting) =>
        (Mail("smtp.example.org", 25) with { From = from, To = [to] }).Faults().ShouldHaveSingleItem().Setting.ShouldBe(setting);

    private static async Task SendAsync(EmailChannel channel)
    {
        using var connections = new ChannelConnections(new AllowedTargets(["127.0.0.1"]), null, TimeProvider.System);
        await channel.SendAsync(Samples.Notice(), connections, TestContext.Current.CancellationToken);
    }

    private static EmailChannel Mail(string host, int port) => new()
    {
        Host = host,
        Port = port,
        Security = MailSecurity.None,
        From = "trestle@example.org",
        To = ["oncall@example.org"],
    };
}
