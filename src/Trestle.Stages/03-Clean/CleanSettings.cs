using Trestle.Core.Configuration;
using Trestle.Core.Expressions;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Clean;

/// <summary>Which rows are removed and which values are cleaned.</summary>
public sealed record CleanSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<CleanSettings> Section { get; } = new("clean");

    [Setting("Whether to drop rows that repeat an earlier row in every column. Equal rows are always in the same fold.")]
    public bool DropDuplicates { get; init; }

    [Setting("Which row stays, of several with one key and of similar ones: first, last or most-complete.")]
    public KeptRow Keep { get; init; }

    [Setting("Drops rows that are nearly equal to another one.", Example = "{columns: [name, street], block-by: [zip]}")]
    public SimilarRowsSettings? SimilarRows { get; init; }

    [Setting(
        "Repairs of wrong values: steps in the order in which they are applied, after white space is trimmed and null tokens become "
        + "missing values. 'trestle clean --suggest' proposes them. Every change is counted and kept beside the old value.",
        Example = "[{replace-values: {columns: [city], values: {Pariss: Paris}}}, {dependency: {columns: [city], from: [zip]}}]")]
    public IReadOnlyList<IRowStep> Repairs { get; init; } = [];

    [Setting("Whether the repairs that the training rows suggest are applied too, after those of 'repairs'.")]
    public bool AutoRepair { get; init; }

    [Setting(
        "Condition on the values as typed by the contract; rows for which it is true are impossible and removed (docs/expressions.md).",
        Example = "age < 0 or age > 120")]
    public Expression? DropWhere { get; init; }

    [Setting(
        "Steps on values, applied after white space is trimmed and null tokens become missing values.",
        Example = "[{null-tokens: {columns: [age], numbers: [-999]}}]")]
    public IReadOnlyList<IRowStep> Steps { get; init; } = [];
}
