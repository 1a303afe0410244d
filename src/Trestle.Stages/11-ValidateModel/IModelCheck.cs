using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateModel.Columns;

namespace Trestle.Stages.ValidateModel;

/// <summary>
/// Something that must hold for a model before it may be chosen. Adding one takes one file and one line in
/// <see cref="ModelCheckCatalog"/>.
/// </summary>
public interface IModelCheck
{
    /// <summary>Judges the evidence.</summary>
    CheckResult Check(ModelEvidence evidence, CancellationToken cancellation);
}

/// <summary>What is known about a model when it is validated.</summary>
public sealed record ModelEvidence
{
    public required FittedModel Fitted { get; init; }

    /// <summary>The model's bytes, as they go into a package.</summary>
    public required byte[] Saved { get; init; }

    /// <summary>Out-of-fold scores.</summary>
    public required Outcome OutOfFold { get; init; }

    /// <summary>The same, decided as they are served: each row at the threshold of the other folds.</summary>
    public required Outcome Decided { get; init; }

    /// <summary>The out-of-fold rows by groups that are to be treated alike; empty when the configuration names none.</summary>
    internal IReadOnlyList<FairnessGroups> Groups { get; init; } = [];

    /// <summary>Rows on which the model is worst beyond chance, by the metric of models and by those with a limit.</summary>
    public IReadOnlyList<SliceFinding> Worst { get; init; } = [];

    /// <summary>How far the answers go with columns as declared.</summary>
    internal IReadOnlyList<Monotonicity> Monotone { get; init; } = [];

    /// <summary>Measures how long one row takes; null where the model cannot be asked.</summary>
    internal Func<CancellationToken, TimeSpan>? Latency { get; init; }

    /// <summary>Out-of-fold scores of the best baseline, on the same rows in the same order; null when there is none.</summary>
    public required Outcome? Baseline { get; init; }

    /// <summary>All trials of the search against that baseline; the model is the best of some of them.</summary>
    public required SearchEvidence Search { get; init; }

    public required IMetric Metric { get; init; }
    public required ValidateModelSettings Settings { get; init; }
    public required int Seed { get; init; }
}

/// <summary>All checks that every run makes: one line each. The limits of the configuration come after them.</summary>
internal static class ModelCheckCatalog
{
    /// <summary>The checks in the order in which they are reported.</summary>
    public static IReadOnlyList<IModelCheck> All { get; } =
    [
        new Finite(),
        new Reloads(),
        new BeatsBaseline(),
        new SuspectedLeak(),
        new Stable(),
        new Measurable(),
    ];
}
