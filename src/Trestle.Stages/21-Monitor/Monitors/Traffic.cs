using Trestle.Stages.Monitor.Statistics;
using Trestle.Stages.Monitor.Windows;

namespace Trestle.Stages.Monitor.Monitors;

/// <summary>How many rows come: none, far fewer or far more than in the windows before, or none for a while, is an alarm.</summary>
public sealed class Traffic : IMonitor
{
    internal const string MonitorName = "traffic";

    private const int FewestWindows = 5;
    private const int MostWindows = 30;

    /// <inheritdoc/>
    public string Name => MonitorName;

    /// <inheritdoc/>
    public IReadOnlyList<string> Subjects(MonitorView view) => !view.Settings.Traffic.Enabled ? []
        : view.Settings.Traffic.MaxSilence is null ? ["rows", "change"]
        : ["rows", "change", "silence"];

    /// <inheritdoc/>
    public Finding Watch(MonitorView view, string subject, CancellationToken cancellation) => subject switch
    {
        "rows" => Rows(view.Window.Rows, view.Settings.Traffic.MinRows),
        "change" => Change(view),
        _ => Silence(view.Window, view.Settings.Traffic.MaxSilence!.Value),
    };

    /// <summary>The effect is the number of missing rows.</summary>
    private static Finding Rows(long rows, int least) => new()
    {
        Rows = rows,
        Value = rows,
        Effect = Math.Max(0, least - rows),
        Threshold = 0,
        Rule = true,
        Sees = Detectable.Rule(0),
        Detail = rows == 0 ? "no predictions" : $"{rows} rows predicted",
    };

    private static Finding Change(MonitorView view)
    {
        var (rows, limit) = (view.Window.Rows, view.Settings.Traffic.Change);
        var before = view.History.Windows.Select(window => window.Rows).OfType<long>().TakeLast(MostWindows).Order().ToArray();
        if (before.Length < FewestWindows || before[before.Length / 2] == 0 || rows == 0)
        {
            return new Finding
            {
                Rows = rows,
                Value = rows,
                Threshold = limit,
                Rule = true,
                Detail = $"nothing to compare with: {before.Length} windows before",
            };
        }

        var median = (double)before[before.Length / 2];
        return new Finding
        {
            Rows = rows,
            Value = rows,
            Effect = Math.Max(rows / median, median / rows),
            Threshold = limit,
            Rule = true,
            Sees = Detectable.Rule(limit),
            Detail = $"{rows} rows, the median of {before.Length} windows before is {median:0}",
        };
    }

    private static Finding Silence(MonitorWindow window, TimeSpan limit)
    {
        var silence = window.To - (window.Latest ?? window.From);
        return new Finding
        {
            Rows = window.Rows,
            Value = silence.TotalSeconds,
            Effect = silence.TotalSeconds,
            Threshold = limit.TotalSeconds,
            Rule = true,
            Sees = Detectable.Rule(limit.TotalSeconds),
            Detail = window.Latest is { } latest ? $"the last prediction was at {latest:u}" : "no predictions",
        };
    }
}
