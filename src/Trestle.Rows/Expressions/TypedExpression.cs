using Trestle.Core.Errors;
using Trestle.Core.Expressions;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Expressions;

/// <summary>
/// An expression whose columns and functions are known: checked once, then bound to blocks of any schema that has the columns. It runs
/// column by column over a block, and what it gives for a row does not depend on the rows around it.
/// </summary>
public sealed class TypedExpression
{
    private readonly Node root;

    private TypedExpression(Expression expression, Node root, IReadOnlyList<TypedColumn> columns)
    {
        (Expression, this.root, Columns) = (expression, root, columns);
    }

    /// <summary>The expression.</summary>
    public Expression Expression { get; }

    /// <summary>What it gives.</summary>
    public ExpressionType Type => root.Type;

    /// <summary>The columns that it reads, in the order in which it names them.</summary>
    public IReadOnlyList<TypedColumn> Columns { get; }

    /// <summary>
    /// Checks an expression against the columns that it may name. An unknown column is error TR2371, an unknown function TR2372, a
    /// function that does not take such values TR2373.
    /// </summary>
    /// <param name="expression">The expression.</param>
    /// <param name="columns">All columns.</param>
    /// <param name="where">Where it stands, for errors.</param>
    public static TypedExpression Check(Expression expression, IEnumerable<TypedColumn> columns, string where)
    {
        var checker = new Checker(expression.Source, columns, where);
        var root = checker.Check(expression.Root);
        return new TypedExpression(expression, root, checker.Read);
    }

    /// <summary>Checks a condition: an expression that is true or false. Anything else is error TR2374.</summary>
    public static TypedExpression CheckCondition(Expression expression, IEnumerable<TypedColumn> columns, string where)
    {
        var typed = Check(expression, columns, where);
        return typed.Type == ExpressionType.Boolean
            ? typed
            : throw new TrestleException(ExpressionErrors.NoCondition(expression.Source, typed.Type, where));
    }

    /// <summary>The type of a column that holds the values; a duration or null is none and is error TR2375.</summary>
    public ColumnType ColumnType(string where) => Type switch
    {
        ExpressionType.Number => Core.Schema.ColumnType.Number,
        ExpressionType.Text => Core.Schema.ColumnType.Text,
        ExpressionType.Boolean => Core.Schema.ColumnType.Boolean,
        ExpressionType.Date => Core.Schema.ColumnType.Date,
        _ => throw new TrestleException(ExpressionErrors.NoColumn(Expression.Source, Type, where)),
    };

    /// <summary>
    /// Finds the columns in a schema. The result computes the values of a block: texts as <c>string?[]</c>, others as <c>double[]</c>
    /// with NaN for null; at least as long as the block, to be read only.
    /// </summary>
    /// <param name="schema">The schema of the blocks; a missing column is named in the error.</param>
    /// <param name="reader">Who reads them, for errors.</param>
    public Func<RowBlock, Array> Bind(RowSchema schema, string reader) => root.Bind(schema, reader);

    /// <summary>Whether a condition holds, for each row of a block: false where it is null.</summary>
    public Func<RowBlock, bool[]> BindCondition(RowSchema schema, string reader)
    {
        var values = Bind(schema, reader);
        return block => Array.ConvertAll(((double[])values(block)).AsSpan(0, block.Rows).ToArray(), Lift.IsTrue);
    }
}
