using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of single rows and of several columns of one list.</summary>
internal abstract record ColumnsRule : RowRule
{
    [Setting("Columns to check, at least two.", Example = "[home_phone, mobile_phone]")]
    [MinLength(2)]
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The form of the columns that it looks at.</summary>
    protected virtual ColumnView View => ColumnView.Typed;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [.. Columns.Select(column => new ColumnUse(column, View))];

    /// <summary>Where the columns are.</summary>
    protected int[] Positions(RowSchema schema) => [.. Uses.Select(use => schema.Require(use.Name, Name))];
}
