using System.Globalization;
using System.Net;

using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>Errors of alerts and their channels. None of them shows a secret or the path of an address.</summary>
internal static class AlertErrors
{
    private const string Alerts = "the alerts";

    public static Problem NoNetwork(string text, string where) => new(
        "TR2110",
        $"'{Format.Cut(Format.Plain(text), 60)}' is not a network",
        "an IP address, or one with a prefix length, such as 10.1.0.0/16",
        where,
        "write it in this form");

    public static Problem Unusable(string setting, string found, string expected, string where) => new(
        "TR2111", $"'{setting}' is {found}", expected, where, "correct it");

    public static Problem PrivateTarget(string host, IPAddress address, string where) => new(
        "TR2112",
        $"notifications to '{host}' would go to {address}, which is private, link-local or this machine",
        "a public address, or a network listed under alerts.private-networks",
        where,
        $"if it is meant, allow it: alerts: {{private-networks: [{address}]}}");

    public static Problem NotAccepted(string host, HttpStatusCode status) => new(
        "TR2113",
        $"{host} answered {((int)status).ToString(CultureInfo.InvariantCulture)}"
            + ((int)status is >= 300 and < 400 ? "; redirects are not followed" : ""),
        "a status from 200 to 299",
        host,
        "check the address and its key; delivery is attempted again");

    public static Problem Rejected(string host, string how) => new(
        "TR2114",
        $"{host} refuses this notification: {how}",
        "a receiver that accepts it",
        host,
        "check that the address is for this kind of channel; the notification is dropped, and that is on record");

    public static Problem NotDelivered(string channel, string why) => new(
        "TR2119",
        $"{channel} did not accept a notification: {why}",
        "a receiver that answers and accepts it",
        channel,
        "check the address, the network and the key of the channel");

    public static Problem NoChannel(string name, IReadOnlyCollection<string> known) => new(
        "TR2115",
        $"there is no channel '{Format.Cut(Format.Plain(name), 80)}'",
        known.Count == 0 ? "a channel under alerts.channels" : "the name of a channel",
        Alerts,
        known.Count == 0 ? "configure one; see docs/stages/21-monitor.md" : Nearest.Advice(name, known));

    public static Problem NoSuchAlert(string cause, IReadOnlyCollection<string> known) => new(
        "TR2116",
        $"there is no unresolved alert '{Format.Cut(Format.Plain(cause), 120)}' to change in this way",
        "the cause of an alert: deployment/monitor/subject",
        Alerts,
        known.Count == 0 ? "list them: trestle alerts" : Nearest.Advice(cause, known));

    public static Problem BadSilence(string why) => new(
        "TR2117",
        why,
        "a cause or a pattern with '*', such as churn/feature-drift/*, and a time from 1m to 365d",
        Alerts,
        "correct it");

    public static Problem NoSilence(string pattern, IReadOnlyCollection<string> known) => new(
        "TR2118",
        $"there is no silence '{Format.Cut(Format.Plain(pattern), 120)}'",
        "the pattern of a silence that has not ended",
        Alerts,
        known.Count == 0 ? "list them: trestle alerts" : Nearest.Advice(pattern, known));
}
