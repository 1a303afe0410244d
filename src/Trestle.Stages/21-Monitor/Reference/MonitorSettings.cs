using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Monitor.Reference;

/// <summary>How a model in service is watched.</summary>
public sealed record MonitorSettings : IKeepsLog
{
    /// <summary>The section of the configuration.</summary>
    public static Section<MonitorSettings> Section { get; } = new("monitor");

    [Setting("Length of a window; the first starts when the version is deployed.", Example = "7d")]
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(1);

    [Setting(
        "Expected delay between a prediction and its label; quality is measured on predictions older than the window by this much.",
        Example = "14d")]
    public TimeSpan LabelDelay { get; init; }

    [Setting("How much of the prediction log is kept.")]
    public KeepSettings Keep { get; init; } = new();

    [Setting("Probability of a false alarm, over all tests and all windows of one horizon.", Example = "1%")]
    [Range(0.000001, 0.5)]
    public double Level { get; init; } = 0.01;

    [Setting("Number of windows that share the level; then a new horizon starts.")]
    [Range(1, 10_000)]
    public int Horizon { get; init; } = 30;

    [Setting("Minimum rows for a test.")]
    [Range(10, 1_000_000)]
    public int MinRows { get; init; } = 50;

    [Setting("Columns that are not monitored, such as serial numbers.", Example = "[invoice_no]")]
    public IReadOnlyList<string> Ignore { get; init; } = [];

    [Setting("Drift of request columns.")]
    public DriftSettings FeatureDrift { get; init; } = new();

    [Setting("Missing values in request columns.")]
    public DriftSettings MissingRate { get; init; } = new();

    [Setting("Drift of the predictions.")]
    public DriftSettings PredictionDrift { get; init; } = new();

    [Setting("Requests refused because they violate the contract.")]
    public RateSettings ContractViolations { get; init; } = new();

    [Setting("Rows with a value that the training did not have: missing, unseen or out of range.")]
    public UnusualSettings UnusualValues { get; init; } = new();

    [Setting("Requests that failed.")]
    public RateSettings Errors { get; init; } = new();

    [Setting("Quality of predictions that have labels.")]
    public PerformanceSettings Performance { get; init; } = new();

    [Setting("Response time.")]
    public LatencySettings Latency { get; init; } = new();

    [Setting("Amount of traffic.")]
    public TrafficSettings Traffic { get; init; } = new();

    /// <inheritdoc/>
    KeepSettings IKeepsLog.Kept => Keep with { Age = TimeSpan.FromTicks(Math.Max(Keep.Age.Ticks, (2 * Window + LabelDelay).Ticks)) };
}

/// <summary>How drift is judged.</summary>
public sealed record DriftSettings
{
    [Setting("Whether it is monitored.")]
    public bool Enabled { get; init; } = true;

    [Setting("Minimum of the learned threshold.")]
    [Range(0, 10)]
    public double Floor { get; init; } = 0.1;

    [Setting("Effect size above which there is an alarm (default: learned from the training data).")]
    [Range(0, 100)]
    public double? Threshold { get; init; }
}

/// <summary>How a rate of failures is judged.</summary>
public sealed record RateSettings
{
    [Setting("Whether it is monitored.")]
    public bool Enabled { get; init; } = true;

    [Setting("Share that is considered normal.", Example = "1%")]
    [Range(0, 1)]
    public double Allowed { get; init; } = 0.01;
}

/// <summary>How the share of unusual values is judged.</summary>
public sealed record UnusualSettings
{
    [Setting("Whether it is monitored.")]
    public bool Enabled { get; init; } = true;

    [Setting("Share of rows that is considered normal; with 100% it is reported and never an alarm.", Example = "5%")]
    [Range(0, 1)]
    public double Allowed { get; init; } = 1;
}

/// <summary>How quality is judged.</summary>
public sealed record PerformanceSettings
{
    [Setting("Whether it is monitored.")]
    public bool Enabled { get; init; } = true;

    [Setting("Metrics to monitor (default: the task's usual one).", Example = "[auc, brier]")]
    public IReadOnlyList<string> Metrics { get; init; } = [];

    [Setting("Maximum relative loss against the reference before an alarm.", Example = "5%")]
    [Range(0, 10)]
    public double Loss { get; init; } = 0.05;

    [Setting("Minimum labels for measuring a metric.")]
    [Range(20, 1_000_000)]
    public int MinLabels { get; init; } = 200;

    [Setting("Minimum share of rows with a label; below it there is an alarm.")]
    [Range(0, 1)]
    public double MinCoverage { get; init; }

    [Setting("Bootstrap resamples for the confidence interval.")]
    [Range(100, 100_000)]
    public int Resamples { get; init; } = 200;
}

/// <summary>How latency is judged.</summary>
public sealed record LatencySettings
{
    [Setting("Whether it is monitored.")]
    public bool Enabled { get; init; } = true;

    [Setting("Maximum latency for the given share of requests; without it, latency is only reported.", Example = "250ms")]
    public TimeSpan? Limit { get; init; }

    [Setting("Share of requests that must stay within the limit.", Example = "99%")]
    [Range(0.5, 0.9999)]
    public double Share { get; init; } = 0.99;
}

/// <summary>How the amount of traffic is judged.</summary>
public sealed record TrafficSettings
{
    [Setting("Whether it is monitored.")]
    public bool Enabled { get; init; } = true;

    [Setting("Minimum rows in a window; below it there is an alarm.")]
    [Range(0, 1_000_000_000)]
    public int MinRows { get; init; } = 1;

    [Setting("Maximum factor, up or down, between the rows of a window and the median of earlier windows.")]
    [Range(1.1, 1_000_000)]
    public double Change { get; init; } = 10;

    [Setting("Maximum time without a prediction at the end of a window.", Example = "6h")]
    public TimeSpan? MaxSilence { get; init; }
}
