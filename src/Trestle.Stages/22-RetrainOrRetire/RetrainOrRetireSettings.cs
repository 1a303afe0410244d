using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>What happens to a newly trained model automatically.</summary>
public enum Afterwards
{
    /// <summary>It is registered; a person decides.</summary>
    Register,

    /// <summary>
    /// It runs as a shadow, is compared with the champion on the same rows, tried on a share of the requests, and promoted or dropped.
    /// </summary>
    Compete,
}

/// <summary>
/// When a model is trained again, how, what follows, and within which limits. Without a trigger nothing happens automatically.
/// </summary>
public sealed record RetrainOrRetireSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<RetrainOrRetireSettings> Section { get; } = new("retrain-or-retire");

    [Setting("What triggers retraining; any one is enough.")]
    public TriggerSettings When { get; init; } = new();

    [Setting("What happens to the new model: register (a person decides) or compete (shadow, paired test, canary, promotion).")]
    public Afterwards Then { get; init; }

    [Setting("Paired test of champion and challenger on the same labelled rows.")]
    public ChallengeSettings Challenge { get; init; } = new();

    [Setting("Limits on time and frequency.")]
    public RenewalLimits Limits { get; init; } = new();
}

/// <summary>What triggers a new training.</summary>
public sealed record TriggerSettings
{
    [Setting("Cron schedule of five fields, in UTC.", Example = "0 3 * * 1")]
    public string? Schedule { get; init; }

    [Setting("Number of labelled predictions since the last training.", Example = "5000")]
    [Range(1, int.MaxValue)]
    public int? NewRows { get; init; }

    [Setting("Number of windows that a drift alarm must last.", Example = "3")]
    [Range(1, 1000)]
    [Formerly("drift")]
    public int? DriftWindows { get; init; }

    [Setting("Number of windows that a performance alarm must last.", Example = "2")]
    [Range(1, 1000)]
    [Formerly("performance")]
    public int? PerformanceWindows { get; init; }
}

/// <summary>The paired test.</summary>
public sealed record ChallengeSettings
{
    [Setting("Metric to compare (default: the task's usual one).", Example = "log-loss")]
    public string? Metric { get; init; }

    [Setting("Minimum improvement by the challenger, in units of the metric.")]
    [Range(0, double.MaxValue)]
    public double Margin { get; init; }

    [Setting("Probability that a challenger that is not better is not promoted, over all looks.")]
    [Range(0.5, 0.99)]
    public double Confidence { get; init; } = 0.95;

    [Setting("New labelled rows needed for each look.")]
    [Range(20, int.MaxValue)]
    public int Rows { get; init; } = 200;

    [Setting("Maximum looks at the comparison; a challenger that has not won by the last one is dropped.")]
    [Range(1, 100)]
    public int Looks { get; init; } = 3;
}

/// <summary>How often a model may be trained again.</summary>
public sealed record RenewalLimits
{
    [Setting("Minimum time between two trainings.")]
    [Formerly("pause")]
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromDays(1);

    [Setting("How long the old version stays ready for a rollback after a promotion; then it is retired.")]
    public TimeSpan Probation { get; init; } = TimeSpan.FromDays(7);

    [Setting("Maximum time to wait for enough labels before a challenger is dropped.")]
    [Formerly("patience")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromDays(90);
}
