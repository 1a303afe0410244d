using Trestle.Core.Expressions;
using Trestle.Rows.Expressions;
using Trestle.Stages.ValidateData.Expectations;

namespace Trestle.Stages.ValidateData;

/// <summary>Expectations that look at the same rows.</summary>
/// <param name="Where">The condition of these rows; null for all rows.</param>
/// <param name="Judged">The expectations.</param>
internal sealed record RowGroup(Expression? Where, IReadOnlyList<IExpectation> Judged)
{
    private const string Setting = "validate-data.expectations";

    private Func<RowBlock, bool[]>? passes;

    /// <summary>Those that set rows aside.</summary>
    public IReadOnlyList<RowRule> SettingAside { get; } = [.. Judged.OfType<RowRule>().Where(rule => rule.SetsAside)];

    /// <summary>The group for rows of a schema; a condition that cannot be used is told as for all expressions.</summary>
    /// <param name="where">The condition.</param>
    /// <param name="judged">The expectations.</param>
    /// <param name="schema">The columns of the rows.</param>
    /// <param name="columns">Those that a condition may name.</param>
    public static RowGroup Of(
        Expression? where, IReadOnlyList<IExpectation> judged, RowSchema schema, IReadOnlyCollection<TypedColumn> columns) =>
        new(where, judged)
        {
            passes = where is null ? null : TypedExpression.CheckCondition(where, columns, Setting).BindCondition(schema, Setting),
        };

    /// <summary>The positions of its rows in a block; null for all.</summary>
    public int[]? Positions(RowBlock rows)
    {
        if (passes is null)
        {
            return null;
        }

        var holds = passes(rows);
        return [.. Enumerable.Range(0, rows.Rows).Where(row => holds[row])];
    }
}
