using Trestle.Core.Schema;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>What goes into a package. Nothing of it depends on when or where the package is made.</summary>
public sealed record PackageContents
{
    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the code that made it.</summary>
    public required string Code { get; init; }

    /// <summary>What a request must fulfil: the columns that the plan reads, and the target.</summary>
    public required Contract Contract { get; init; }

    /// <summary>The row path, from a request's columns to the model's features.</summary>
    public required FittedPlan Plan { get; init; }

    /// <summary>Name of the learner.</summary>
    public required string Learner { get; init; }

    /// <summary>The model, as <see cref="IModel.Save"/> gives it.</summary>
    public required byte[] Model { get; init; }

    /// <summary>From which probability on a row of a binary task counts as positive.</summary>
    public double? Threshold { get; init; }

    /// <summary>Further files by name, such as <c>metrics.json</c> and the model card <c>README.md</c>.</summary>
    public required IReadOnlyDictionary<string, byte[]> Documents { get; init; }
}

/// <summary>The first file of a package: what it is, and how the others are to be read.</summary>
/// <param name="Format">Version of the package's layout.</param>
/// <param name="Name">Name of the model.</param>
/// <param name="Code">Version of the code that made it.</param>
/// <param name="Task">What it predicts.</param>
/// <param name="Learner">Name of the learner that reads the model.</param>
/// <param name="Threshold">The decision threshold of a binary task.</param>
public sealed record PackageManifest(int Format, string Name, string Code, TaskKind Task, string Learner, double? Threshold);
