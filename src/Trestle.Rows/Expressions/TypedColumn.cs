using Trestle.Core.Expressions;
using Trestle.Core.Schema;

namespace Trestle.Rows.Expressions;

/// <summary>A column that an expression may name.</summary>
public sealed record TypedColumn(string Name, ColumnType Type)
{
    /// <summary>What the column is in an expression.</summary>
    internal ExpressionType Kind => Type switch
    {
        ColumnType.Text => ExpressionType.Text,
        ColumnType.Boolean => ExpressionType.Boolean,
        ColumnType.Date => ExpressionType.Date,
        _ => ExpressionType.Number,
    };
}
