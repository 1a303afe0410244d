using System.Globalization;
using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>A notice in words, for channels that people read.</summary>
internal static class AlertMessage
{
    private const int LongestTitle = 150;
    private const int LongestText = 1000;

    /// <summary>One line: what, about what, and what happened to it.</summary>
    public static string Title(Notice notice) => Format.Cut(
        Format.Plain($"{notice.Alert.Deployment}: {notice.Alert.Monitor} {notice.Alert.Subject} {Word(notice)}"), LongestTitle);

    /// <summary>The finding, or why the alert was acknowledged or resolved.</summary>
    public static string Text(Notice notice) => Format.Cut(
        Format.Plain(
            notice.Alert.State != AlertState.Open && notice.Alert.Reason is { } reason
                ? $"{reason}{(notice.Alert.By is { } who ? $" ({who})" : "")}. It was: {notice.Alert.Detail}"
                : notice.Alert.Detail),
        LongestText);

    /// <summary>Facts, by name.</summary>
    public static IReadOnlyList<(string Name, string Value)> Facts(Notice notice) =>
    [
        ("deployment", Format.Cut(Format.Plain(notice.Alert.Deployment), LongestTitle)),
        .. notice.Alert.Version > 0 ? [("version", notice.Alert.Version.ToString(CultureInfo.InvariantCulture))]
            : Array.Empty<(string, string)>(),
        ("monitor", Format.Cut(Format.Plain(notice.Alert.Monitor), LongestTitle)),
        ("subject", Format.Cut(Format.Plain(notice.Alert.Subject), LongestTitle)),
        ("opened", notice.Alert.OpenedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ("windows", notice.Alert.Windows.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>What happened, in one word: opened, acknowledged, resolved, test.</summary>
    public static string Word(Notice notice) => notice.Event[(notice.Event.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>Any document as a text of JSON.</summary>
    public static string Json<T>(T document) => Encoding.UTF8.GetString(Documents.Write(document));
}
