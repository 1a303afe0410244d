using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of the single values of one column.</summary>
internal abstract record ColumnRule : RowRule
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    /// <summary>The form of the column that it looks at.</summary>
    protected abstract ColumnView View { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<ColumnUse> Uses => [new(Column, View)];
}
