using Trestle.Core.Schema;
using Trestle.Learners.Conformal;
using Trestle.Learners.Metrics;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>The contents of a package, which must not depend on when or where it is made.</summary>
public sealed record PackageContents
{
    /// <summary>Name of the model: letters, digits, <c>. _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the code that made it.</summary>
    public required string Code { get; init; }

    /// <summary>The contract of requests: the columns that the plan reads, and the target.</summary>
    public required Contract Contract { get; init; }

    /// <summary>The row path, from a request's raw columns to the model's features.</summary>
    public required FittedPlan Plan { get; init; }

    /// <summary>Name of the learner.</summary>
    public required string Learner { get; init; }

    /// <summary>The model, as written by <see cref="IModel.Save"/>.</summary>
    public required byte[] Model { get; init; }

    /// <summary>
    /// The probability from which a row counts as positive, 0 to 1, or with <see cref="Values"/> the gain above which it does; null unless
    /// the task is binary.
    /// </summary>
    public double? Threshold { get; init; }

    /// <summary>What decisions are worth, where each row is decided by its expected value; null where it is not.</summary>
    public RowValues? Values { get; init; }

    /// <summary>What intervals of a value, or sets of classes, are made of; null where nothing is known of the errors.</summary>
    public ConformalScores? Conformal { get; init; }

    /// <summary>The files of the keyed tables that the plan looks up, by name; see <c>KeyedTableBuilder</c>.</summary>
    public IReadOnlyDictionary<string, byte[]> Tables { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Further files by name, such as <c>metrics.json</c>, <c>samples.jsonl</c> and the model card <c>README.md</c>.</summary>
    public required IReadOnlyDictionary<string, byte[]> Documents { get; init; }
}
