using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Monitor.Reference;

/// <summary>How a model in service is watched.</summary>
public sealed record MonitorSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<MonitorSettings> Section { get; } = new("monitor");

    [Setting("Length of a window; the first begins when the version is deployed.", Example = "7d")]
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(1);

    [Setting("How long after a prediction its label is expected: quality is judged on predictions that are so much older than the window.", Example = "14d")]
    public TimeSpan LabelDelay { get; init; }

    [Setting("Probability that is spent on false alarms of all tests over one horizon of windows.", Example = "1%")]
    [Range(0.000001, 0.5)]
    public double Level { get; init; } = 0.01;

    [Setting("Number of windows over which the level is spent; after them a new horizon begins.")]
    [Range(1, 10_000)]
    public int Horizon { get; init; } = 30;

    [Setting("Fewest rows that a test is made on.")]
    [Range(10, 1_000_000)]
    public int MinRows { get; init; } = 50;

    [Setting("Columns that are not watched, such as running numbers.", Example = "[invoice_no]")]
    public IReadOnlyList<string> Ignore { get; init; } = [];

    [Setting("Drift of the columns of a request.")]
    public DriftSettings FeatureDrift { get; init; } = new();

    [Setting("Missing values of the columns of a request.")]
    public DriftSettings MissingRate { get; init; } = new();

    [Setting("Drift of the predictions.")]
    public DriftSettings PredictionDrift { get; init; } = new();

    [Setting("Requests refused because they break the contract.")]
    public RateSettings ContractViolations { get; init; } = new();

    [Setting("Requests that ended with an error.")]
    public RateSettings Errors { get; init; } = new();

    [Setting("Quality of the predictions, where labels have come in.")]
    public PerformanceSettings Performance { get; init; } = new();

    [Setting("Time to an answer.")]
    public LatencySettings Latency { get; init; } = new();

    [Setting("Amount of traffic.")]
    public TrafficSettings Traffic { get; init; } = new();
}

/// <summary>How drift is judged.</summary>
public sealed record DriftSettings
{
    [Setting("Whether to watch it.")]
    public bool Enabled { get; init; } = true;

    [Setting("Smallest effect that may alarm, when the threshold is learned: what is usual in the training data is never below it.")]
    [Range(0, 10)]
    public double Floor { get; init; } = 0.1;

    [Setting("The effect beyond which there is an alarm, instead of a learned one.")]
    [Range(0, 100)]
    public double? Threshold { get; init; }
}

/// <summary>How a rate of failures is judged.</summary>
public sealed record RateSettings
{
    [Setting("Whether to watch it.")]
    public bool Enabled { get; init; } = true;

    [Setting("Share that is taken as usual.", Example = "1%")]
    [Range(0, 1)]
    public double Allowed { get; init; } = 0.01;
}

/// <summary>How quality is judged.</summary>
public sealed record PerformanceSettings
{
    [Setting("Whether to watch it.")]
    public bool Enabled { get; init; } = true;

    [Setting("The metrics; by default the one that the task is usually judged by.", Example = "[auc, brier]")]
    public IReadOnlyList<string> Metrics { get; init; } = [];

    [Setting("Share of the reference's value that may be lost before there is an alarm.", Example = "5%")]
    [Range(0, 10)]
    public double Loss { get; init; } = 0.05;

    [Setting("Fewest labels that a metric is measured on.")]
    [Range(20, 1_000_000)]
    public int MinLabels { get; init; } = 200;

    [Setting("Share of the rows that should have a label; an alarm below it. By default none is expected.")]
    [Range(0, 1)]
    public double MinCoverage { get; init; }

    [Setting("Resamples of the bootstrap behind the interval.")]
    [Range(100, 100_000)]
    public int Resamples { get; init; } = 200;
}

/// <summary>How latency is judged.</summary>
public sealed record LatencySettings
{
    [Setting("Whether to watch it.")]
    public bool Enabled { get; init; } = true;

    [Setting("Time within which the share of requests below must be answered; without it, latency is reported and never alarms.", Example = "250ms")]
    public TimeSpan? Limit { get; init; }

    [Setting("Share of the requests that the limit is for.", Example = "99%")]
    [Range(0.5, 0.9999)]
    public double Share { get; init; } = 0.99;
}

/// <summary>How the amount of traffic is judged.</summary>
public sealed record TrafficSettings
{
    [Setting("Whether to watch it.")]
    public bool Enabled { get; init; } = true;

    [Setting("Fewest rows in a window; an alarm below it.")]
    [Range(0, 1_000_000_000)]
    public int MinRows { get; init; } = 1;

    [Setting("How many times more or fewer rows than the median of the windows before make an alarm.")]
    [Range(1.1, 1_000_000)]
    public double Change { get; init; } = 10;

    [Setting("Time without a prediction at the end of a window that makes an alarm; by default none does.", Example = "6h")]
    public TimeSpan? MaxSilence { get; init; }
}
