namespace Trestle.Stages.Monitor.Signals;

/// <summary>Stage 21: what one monitor found about one subject in one window.</summary>
/// <param name="Monitor">Name of the monitor, such as <c>feature-drift</c>.</param>
/// <param name="Subject">What was watched: a column, a score, a metric, a limit.</param>
/// <param name="From">Start of the window, inclusive.</param>
/// <param name="To">End of the window, exclusive.</param>
/// <param name="Rows">Number of rows (requests, labels) that it was measured on.</param>
/// <param name="Value">The value for people to read: a rate, a distance, a metric; NaN when there is none.</param>
/// <param name="Effect">How far things are from where they should be, in the monitor's unit; NaN when unknown.</param>
/// <param name="Threshold">What <paramref name="Effect"/> must exceed for an alarm; infinite when there is no limit.</param>
/// <param name="PValue">
/// Probability of such a finding when nothing has changed, corrected for all tests of this window and of all windows of the horizon, so
/// that it is compared with the configured level itself; null for a rule, or when there was too little to test.
/// </param>
/// <param name="Low">Lower end of an interval about <paramref name="Value"/>, where there is one.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="Alarm">Whether someone should look.</param>
/// <param name="Detail">The finding in words; holds no value of a private column.</param>
/// <param name="Detectable">
/// The smallest change that this window would have seen with a probability of 80 %, in the unit of <paramref name="Effect"/> (of the
/// latency: the share of slower requests); infinite when none, null when unknown and in reports of earlier versions.
/// </param>
/// <param name="Blind">Whether a change of one standard deviation may have gone unseen.</param>
public sealed record Signal(
    string Monitor,
    string Subject,
    DateTimeOffset From,
    DateTimeOffset To,
    long Rows,
    double Value,
    double Effect,
    double Threshold,
    double? PValue,
    double? Low,
    double? High,
    bool Alarm,
    string Detail,
    double? Detectable = null,
    bool Blind = false);

/// <summary>Stage 21: all signals of one window of one version in service.</summary>
public sealed record SignalReport(string Deployment, int Version, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Signal> Signals);
