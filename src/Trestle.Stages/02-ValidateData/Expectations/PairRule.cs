using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of single rows and of two columns.</summary>
internal abstract record PairRule : RowRule
{
    [Setting("First column.")]
    public required string Column { get; init; }

    [Setting("Second column.")]
    public required string Other { get; init; }

    /// <summary>The form of the columns that it looks at.</summary>
    protected virtual ColumnView View => ColumnView.Number;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<ColumnUse> Uses => [new(Column, View), new(Other, View)];
}
