using System.Text.Json.Serialization;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;

namespace Trestle.Learners.Packages;

/// <summary>The description of a package, without when or where it was made, so that the same model gives the same bytes.</summary>
public sealed record Manifest
{
    /// <summary>The format of packages that decide by a threshold, or by nothing but the scores.</summary>
    public const int CurrentFormat = 1;

    /// <summary>
    /// The format of packages with <see cref="Values"/>: earlier versions must not read them, since they would decide otherwise.
    /// </summary>
    public const int ValueFormat = 2;

    /// <summary>Number of the format.</summary>
    public required int Format { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>What is predicted.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>
    /// The classes in the order of the model's outputs (for binary the second is the positive one); empty for regression.
    /// </summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The column that is predicted.</summary>
    public required string Target { get; init; }

    /// <summary>The learner that reads the model.</summary>
    public required string Learner { get; init; }

    /// <summary>The file of the model.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// The probability from which a row counts as the positive class; with <see cref="Values"/> the gain above which it does. Null unless
    /// the task is binary.
    /// </summary>
    public required double? Threshold { get; init; }

    /// <summary>
    /// What decisions are worth, where each row is decided by its expected value; null where it is not. Amounts that differ by row are in
    /// columns of the plan.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowValues? Values { get; init; }

    /// <summary>Version of the code that made it.</summary>
    public required string Code { get; init; }

    /// <summary>The files of the package in order, without the checksums.</summary>
    public required IReadOnlyList<string> Files { get; init; }
}
