namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 12: how groups of rows are treated.</summary>
/// <param name="By">The column or expression whose values are the groups.</param>
/// <param name="Groups">The figures of each group with at least 30 rows.</param>
/// <param name="Gaps">
/// The largest differences between groups, with their intervals: parity, equalised-odds (of classes) and calibration. A gap is never below
/// 0, so neither are the ends of its interval.
/// </param>
/// <param name="LeftOut">Rows of groups that are too small.</param>
public sealed record FairnessReport(
    string By, IReadOnlyList<SliceMetrics> Groups, IReadOnlyList<MetricValue> Gaps, long LeftOut);
