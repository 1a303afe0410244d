namespace Trestle.Stages.Monitor.Monitors;

/// <summary>All monitors: one line each.</summary>
internal static class MonitorCatalog
{
    /// <summary>The monitors, in the order of their signals.</summary>
    public static IReadOnlyList<IMonitor> All { get; } =
    [
        new Traffic(),
        new ErrorRate(),
        new Latency(),
        new ContractViolations(),
        new UnusualValues(),
        new MissingRate(),
        new FeatureDrift(),
        new PredictionDrift(),
        new Performance(),
        new LabelCoverage(),
    ];

    /// <summary>Those that look at rows alone, and not at when and how requests were answered.</summary>
    public static IReadOnlyList<IMonitor> OfRows { get; } = [.. All.Where(monitor => monitor is not (Traffic or ErrorRate or Latency))];
}
