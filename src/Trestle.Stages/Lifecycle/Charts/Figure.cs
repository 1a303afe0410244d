namespace Trestle.Stages.Lifecycle.Charts;

/// <summary>A chart with its heading.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Note">What to know of it; empty for nothing.</param>
/// <param name="Option">The chart in a theme: an option object of Apache ECharts.</param>
public sealed record Figure(string Title, string Note, Func<ChartStyle, object> Option);
