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

    /// <summary>Which columns of a block have a value in each row.</summary>
    protected static int[] Present(RowBlock block, IReadOnlyList<int> positions)
    {
        var present = new int[block.Rows];
        foreach (var position in positions)
        {
            var isText = block.Schema[position].Kind == ColumnKind.Text;
            for (var i = 0; i < present.Length; i++)
            {
                present[i] += (isText ? block.Texts(position)[i] is null : double.IsNaN(block.Numbers(position)[i])) ? 0 : 1;
            }
        }

        return present;
    }

    /// <summary>Where the columns are.</summary>
    protected int[] Positions(RowSchema schema) => [.. Uses.Select(use => schema.Require(use.Name, Name))];
}
