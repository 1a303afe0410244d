using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateModel;

/// <summary>What a figure of a model has to be.</summary>
public sealed record LimitSettings
{
    [Setting("Smallest value that it may have.", Example = "0.8")]
    public double? AtLeast { get; init; }

    [Setting("Largest value that it may have.", Example = "0.4")]
    public double? AtMost { get; init; }

    [Setting("Whether its whole confidence interval has to be within the limits, not the figure alone.")]
    public bool Certain { get; init; }

    [Setting("What happens to a model that misses the limit: error (it cannot be selected), warning or info.")]
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>Whether a figure is within the limits; one that is not defined is not.</summary>
    internal bool Holds(MetricValue figure) =>
        !(AtLeast is { } least && !((Certain ? figure.Low : figure.Value) >= least))
        && !(AtMost is { } most && !((Certain ? figure.High : figure.Value) <= most));

    /// <summary>The check of a figure.</summary>
    internal CheckResult Judge(string name, string figure, MetricValue value) => new(
        name, null, Holds(value), Severity == Severity.Error,
        $"{figure} {string.Join(" and ", Words())}{(Certain ? ", with its whole interval" : "")}",
        Format.Metric(value))
    {
        Severity = Severity,
    };

    private IEnumerable<string> Words() => new[]
    {
        AtLeast is { } least ? $"at least {Format.Short(least)}" : null,
        AtMost is { } most ? $"at most {Format.Short(most)}" : null,
    }.OfType<string>();
}

/// <summary>How alike groups of rows have to be treated.</summary>
public sealed record FairnessSettings
{
    [Setting(
        "Columns, or expressions, whose values are the groups; they need not be features (ignore). Figures are given for groups of "
            + "30 rows or more.",
        Example = "[gender, age < 30]")]
    public required IReadOnlyList<string> By { get; init; }

    [Setting("Limit of the largest difference between groups in how often a class is decided (of a value: in the mean prediction).")]
    public LimitSettings? Parity { get; init; }

    [Setting("Limit of the largest difference between groups in how many rows of a class are decided so: true and false positives alike.")]
    public LimitSettings? EqualisedOdds { get; init; }

    [Setting("Limit of how far probabilities (or values) of a group are off on average.")]
    public LimitSettings? Calibration { get; init; }

    /// <summary>The limits that are set, by the name of the gap.</summary>
    internal IEnumerable<(string Gap, LimitSettings Limit)> Limits() =>
        new[] { (FairnessGaps.Parity, Parity), (FairnessGaps.EqualisedOdds, EqualisedOdds), (FairnessGaps.Calibration, Calibration) }
            .Where(entry => entry.Item2 is not null).Select(entry => (entry.Item1, entry.Item2!));
}
