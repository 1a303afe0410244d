namespace Trestle.Stages.Monitor.Signals;

/// <summary>Stage 21: the window that a version in service is in. It is judged when it is over.</summary>
/// <param name="From">Its start, inclusive.</param>
/// <param name="To">Its end, exclusive.</param>
/// <param name="Judged">How many windows before it have been judged.</param>
/// <param name="Waiting">How many windows before it are over and have not been judged yet.</param>
public sealed record RunningWindow(DateTimeOffset From, DateTimeOffset To, int Judged, int Waiting);

/// <summary>Stage 21: what the monitors found in rows of the past, read from a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Version">The version that scored them.</param>
/// <param name="Rows">Rows that were scored.</param>
/// <param name="Refused">Rows that break the contract; they count as refused.</param>
/// <param name="Unreadable">Lines that are not rows.</param>
/// <param name="Labels">Rows with a label.</param>
/// <param name="Timeless">Rows without a date in the time column; they are in no window.</param>
/// <param name="Windows">The windows, the oldest first; a single one where the rows have no time.</param>
public sealed record FileReport(
    string File, int Version, long Rows, long Refused, long Unreadable, long Labels, long Timeless, IReadOnlyList<SignalReport> Windows);
