using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of one figure of a column, such as its mean: it lies in a range.</summary>
internal abstract record NumberMeasure : Expectation
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("Minimum of the figure.")]
    public double? Min { get; init; }

    [Setting("Maximum of the figure.")]
    public double? Max { get; init; }

    /// <summary>What the figure is called: "mean".</summary>
    protected abstract string Figure { get; }

    /// <summary>The form of the column that it looks at.</summary>
    protected virtual ColumnView View => ColumnView.Number;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [new(Column, View)];

    /// <summary>The name of the column in the rows.</summary>
    protected string Seen => Uses[0].Name;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) =>
        RangeWords.Fault(Min, Max) is { } fault ? [Mistake(fault, "min, max, or both, in this order", where)] : [];

    /// <summary>The figure; NaN when there is none.</summary>
    protected abstract double Of(StatValues values);

    /// <summary>Whether the figure is in the unit of the column.</summary>
    protected virtual bool InUnitOfColumn => false;

    /// <summary>Whether the figure of a private column must not be shown.</summary>
    protected virtual bool IsRevealing => InUnitOfColumn;

    /// <inheritdoc/>
    protected sealed override CheckResult JudgeRows(Answers answers)
    {
        var figure = Of(answers.Values);
        Func<double, string> show = InUnitOfColumn && answers.Contract.Find(Column)?.Type == ColumnType.Date
            ? value => answers.Show(Column, value) : Shown.Number;
        var expected = $"{Figure}: {Shown.Range(Min, Max, show: show)}";
        return double.IsNaN(figure)
            ? Result(false, expected, "nothing to measure")
            : Result(
                !(figure < Min || figure > Max), expected,
                IsRevealing && answers.IsPrivate(Column) ? "a figure of a private column, not shown" : show(figure));
    }
}
