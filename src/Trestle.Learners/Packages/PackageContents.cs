using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>What a package is made of.</summary>
public sealed record PackageContents
{
    /// <summary>Name of the model: letters, digits, <c>. _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version of the code that made the model.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>The promise that every request is held to: the columns of a request and the target.</summary>
    public required Contract Contract { get; init; }

    /// <summary>The whole row path, from a request's raw columns to the model's features.</summary>
    public required FittedPlan Plan { get; init; }

    /// <summary>Name of the learner that reads the model.</summary>
    public required string Learner { get; init; }

    /// <summary>The model.</summary>
    public required IModel Model { get; init; }

    /// <summary>From which probability on a row counts as the positive class, 0 to 1; null unless the task is binary.</summary>
    public double? Threshold { get; init; }

    /// <summary>The figures of the model: one JSON document in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Metrics { get; init; }

    /// <summary>Where the model comes from: one JSON document in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Lineage { get; init; }

    /// <summary>Why this model was chosen: one JSON document in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Choice { get; init; }

    /// <summary>The model card: Markdown.</summary>
    public required string Card { get; init; }

    /// <summary>Held-out rows with the scores that the package has to give for them.</summary>
    public required Samples Samples { get; init; }
}

/// <summary>Raw rows and their scores, for replay.</summary>
/// <param name="Rows">The rows, with the columns of the plan's input at least.</param>
/// <param name="Scores">As <see cref="IModel.Score"/> gives them, row by row.</param>
public sealed record Samples(RowBlock Rows, double[] Scores);
