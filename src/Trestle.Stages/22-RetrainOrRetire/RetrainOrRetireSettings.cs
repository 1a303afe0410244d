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

    [Setting("What asks for a new training; any of them is enough.")]
    public TriggerSettings When { get; init; } = new();

    [Setting("What becomes of the new model: register (a person decides) or compete (shadow, paired test, share of the requests, promotion).")]
    public Afterwards Then { get; init; }

    [Setting("The paired test of champion and challenger on the same labelled rows.")]
    public ChallengeSettings Challenge { get; init; } = new();

    [Setting("How often it may happen.")]
    public RenewalLimits Limits { get; init; } = new();
}

/// <summary>What triggers a new training.</summary>
public sealed record TriggerSettings
{
    [Setting("A schedule of five cron fields, in UTC.", Example = "0 3 * * 1")]
    public string? Schedule { get; init; }

    [Setting("So many labelled predictions since the last training.", Example = "5000")]
    [Range(1, int.MaxValue)]
    public int? NewRows { get; init; }

    [Setting("A drift alarm that has lasted so many windows.", Example = "3")]
    [Range(1, 1000)]
    public int? Drift { get; init; }

    [Setting("An alarm of lost performance that has lasted so many windows.", Example = "2")]
    [Range(1, 1000)]
    public int? Performance { get; init; }
}

/// <summary>The paired test.</summary>
public sealed record ChallengeSettings
{
    [Setting("The metric that is compared; by default the one that the task is usually judged by.", Example = "log-loss")]
    public string? Metric { get; init; }

    [Setting("By how much the challenger must be better, in units of the metric.")]
    [Range(0, double.MaxValue)]
    public double Margin { get; init; }

    [Setting("Probability that a challenger that is no better is not promoted, over all looks together.")]
    [Range(0.5, 0.99)]
    public double Confidence { get; init; } = 0.95;

    [Setting("Labelled rows that a look needs, each beyond those of the look before.")]
    [Range(20, int.MaxValue)]
    public int Rows { get; init; } = 200;

    [Setting("How often the comparison may be looked at; a challenger that has not won by the last look is dropped.")]
    [Range(1, 100)]
    public int Looks { get; init; } = 3;
}

/// <summary>How often a model may be trained again.</summary>
public sealed record RenewalLimits
{
    [Setting("Least time between two trainings.")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromDays(1);

    [Setting("How long the old version is kept ready for a rollback after a promotion; then it is retired.")]
    public TimeSpan Probation { get; init; } = TimeSpan.FromDays(7);

    [Setting("After how long without enough labels a challenger is dropped.")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(90);
}
