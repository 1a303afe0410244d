using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using MailKit.Net.Smtp;
using MailKit.Security;

using MimeKit;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>How the connection to a mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>Plain at first, then TLS, which the server must offer.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Not at all: only for a server on this machine or network.</summary>
    None,
}

/// <summary>Sends an e-mail for each notice.</summary>
[Description("Sends an e-mail for each notice, by SMTP.")]
public sealed record EmailChannel : IAlertChannel
{
    [Setting("Mail server.", Example = "smtp.example.org")]
    public required string Host { get; init; }

    [Setting("Port of the mail server.")]
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    [Setting("Protection of the connection: start-tls, tls or none.")]
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    [Setting("User name for signing in; without one, nobody signs in.", Example = "trestle")]
    public string? User { get; init; }

    [Setting("Password for signing in.", Example = "${SMTP_PASSWORD}")]
    public Secret? Password { get; init; }

    [Setting("Address of the sender.", Example = "trestle@example.org")]
    public required string From { get; init; }

    [Setting("Addresses of the recipients.", Example = "[oncall@example.org]")]
    [MinLength(1)]
    public required IReadOnlyList<string> To { get; init; }

    /// <inheritdoc/>
    public string HostSetting => "host";

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Faults()
    {
        if (Uri.CheckHostName(Host) is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            yield return new SettingFault("host", "not the name of a host", "a name such as smtp.example.org, or an IP address");
        }

        if (User is null != Password is null)
        {
            yield return new SettingFault(
                User is null ? "password" : "user", "there without the other", "both user and password, or neither");
        }

        foreach (var (setting, address) in To.Select((address, i) => ($"to[{i}]", address)).Prepend(("from", From)))
        {
            if (!MailboxAddress.TryParse(address, out var mailbox) || !mailbox.Address.Contains('@', StringComparison.Ordinal)
                || address.Any(char.IsControl))
            {
                yield return new SettingFault(setting, "not an e-mail address", "an address such as oncall@example.org");
            }
        }
    }

    /// <inheritdoc/>
    public async Task SendAsync(Notice notice, ChannelConnections connections, CancellationToken cancellation)
    {
        using var message = Message(notice);
        // As for HTTP: authorities of an organisation have no lists of revoked certificates, and those of others may be out of reach.
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        using var socket = await connections.ConnectAsync(Host, Port, cancellation).ConfigureAwait(false);
        await client.ConnectAsync(
            socket,
            Host,
            Port,
            Security switch
            {
                MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
                MailSecurity.None => SecureSocketOptions.None,
                _ => SecureSocketOptions.StartTls,
            },
            cancellation).ConfigureAwait(false);
        if (User is not null)
        {
            await client.AuthenticateAsync(Encoding.UTF8, User, Password!.Reveal(), cancellation).ConfigureAwait(false);
        }

        try
        {
            await client.SendAsync(message, cancellation).ConfigureAwait(false);
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= 500 && refused.ErrorCode == SmtpErrorCode.MessageNotAccepted)
        {
            throw new TrestleException(AlertErrors.Rejected(Host, $"{(int)refused.StatusCode}"), inner: refused);
        }

        // Once the message is accepted it must not be sent again because of how the conversation ends.
        await client.DisconnectAsync(quit: false, CancellationToken.None).ConfigureAwait(false);
    }

    private MimeMessage Message(Notice notice)
    {
        var facts = AlertMessage.Facts(notice).Select(fact => $"{fact.Name}: {fact.Value}");
        var message = new MimeMessage
        {
            Subject = AlertMessage.Title(notice),
            Date = notice.At,
            MessageId = $"{Hash(notice.Id)}@trestle.invalid",
            Body = new TextPart("plain") { Text = $"{AlertMessage.Text(notice)}\r\n\r\n{string.Join("\r\n", facts)}\r\n" },
        };
        message.From.Add(MailboxAddress.Parse(From));
        message.To.AddRange(To.Select(MailboxAddress.Parse));

        // Mail readers put the notices of one alert together; a receiver knows a repeated delivery by its id.
        var thread = $"{notice.Alert.Cause}#{notice.Alert.Number.ToString(CultureInfo.InvariantCulture)}";
        message.References.Add($"{Hash(thread)}@trestle.invalid");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
