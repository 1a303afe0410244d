using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation that the values of a column are distributed as in another table.</summary>
internal abstract record DistanceRule : Expectation
{
    /// <summary>The table of the last run.</summary>
    public const string LastRun = "last-run";

    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting(
        "What it is compared with: a file, relative to the project, or last-run, the table of the latest earlier run whose data differs.",
        Example = "reference/2024.csv")]
    public string Reference { get; init; } = LastRun;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<ColumnUse> Uses => [new(Column, View)];

    /// <summary>What it is compared with, in <see cref="ExpectationContext.References"/>.</summary>
    internal (string Reference, string Column, string Where) Key => (Reference, Column, Where?.Source ?? "");

    /// <summary>The form of the column that it looks at.</summary>
    protected virtual ColumnView View => ColumnView.Typed;

    /// <summary>What is expected of the figure.</summary>
    protected abstract string Words { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Stat> Needs(ExpectationContext context) =>
        context.References.GetValueOrDefault(Key) switch
        {
            null => [],
            { Texts: { } texts } => [new CategoryCounts(Column, texts)],
            _ => [new Quantiles(Column)],
        };

    /// <summary>The figure, and whether it is small enough.</summary>
    protected abstract (bool Passed, double Figure) Compare(Distribution reference, Distribution present);

    /// <inheritdoc/>
    protected sealed override CheckResult JudgeRows(Answers answers)
    {
        var expected = $"{Words}, against {Reference}";
        if (answers.Context.References.GetValueOrDefault(Key) is not { } reference)
        {
            return Reference == LastRun
                ? Result(true, expected, "no earlier run to compare with")
                : Result(false, expected, $"no column '{Column}' in {Reference}");
        }

        var present = reference.Texts is { } texts
            ? Distribution.Of(answers.Values.Of(new CategoryCounts(Column, texts)), texts)
            : Distribution.Of(answers.Values.Of(new Quantiles(Column)));
        if (reference.Rows == 0 || present.Rows == 0)
        {
            return Result(false, expected, $"no values {(present.Rows == 0 ? "here" : $"in {Reference}")}");
        }

        var (passed, figure) = Compare(reference, present);
        return Result(passed, expected, Shown.Number(figure));
    }
}
