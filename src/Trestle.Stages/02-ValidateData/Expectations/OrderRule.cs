using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of the order of a column's values, row by row; missing ones are passed over.</summary>
internal abstract record OrderRule : RowsTogether
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("Whether equal neighbours fail.")]
    public bool Strictly { get; init; }

    [Setting("A column whose values are groups: the order then holds within each.", Example = "customer")]
    public string? Group { get; init; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<ColumnUse> Uses =>
        [new(Column, ColumnView.Number), .. Group is null ? [] : new[] { new ColumnUse(Group, ColumnView.Typed) }];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Stat> Needs(ExpectationContext context) => [new ValuesInOrder(Column, Group)];

    /// <summary>Whether a value may follow another.</summary>
    protected abstract bool MayFollow(double before, double value);

    /// <inheritdoc/>
    protected sealed override (long Judged, IReadOnlyList<long> Failing) Find(Answers answers)
    {
        var found = answers.Values.Of(new ValuesInOrder(Column, Group));
        return (found.Count, [.. found.Steps().Where(step => !MayFollow(step.Before, step.Value)).Select(step => (long)step.Row)]);
    }
}
