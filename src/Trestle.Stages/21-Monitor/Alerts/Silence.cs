using System.IO.Enumeration;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>Alerts that nobody is notified of for a while; they are recorded and shown as always.</summary>
/// <param name="Pattern">Their cause, or a pattern for it: <c>*</c> stands for any characters.</param>
/// <param name="Until">When it ends.</param>
/// <param name="By">Who silenced them.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record Silence(string Pattern, DateTimeOffset Until, string By, string Reason, DateTimeOffset At)
{
    /// <summary>Whether it holds for a cause.</summary>
    public bool Covers(string cause) => FileSystemName.MatchesSimpleExpression(
        Pattern.Replace("\\", "\\\\", StringComparison.Ordinal), cause, ignoreCase: false);
}
