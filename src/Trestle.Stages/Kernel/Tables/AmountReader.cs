using Trestle.Learners.Metrics;
using Trestle.Rows.Expressions;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>Collects the amounts that decisions on rows are worth from blocks of the curated table.</summary>
/// <param name="values">The amounts; null without any.</param>
/// <param name="table">The table.</param>
internal sealed class AmountReader(RowValues? values, CuratedTable table)
{
    private const string Reader = "select-best.value";

    private readonly TypedExpression[] typed =
        [.. values?.Expressions.Select(expression => TypedExpression.Check(expression, Columns(table), Reader)) ?? []];

    private readonly List<double>[] collected = [.. values?.Expressions.Select(_ => new List<double>()) ?? []];
    private (RowSchema Schema, Func<RowBlock, Array>[] Compute)? bound;

    /// <summary>The columns that amounts may be expressions of.</summary>
    public static IReadOnlyList<TypedColumn> Columns(CuratedTable table) =>
        [.. table.Columns.Select(column => new TypedColumn(column.Name, column.Type))];

    /// <summary>The amounts of all rows of some blocks.</summary>
    public static IReadOnlyList<double[]> Of(RowValues? values, CuratedTable table, IEnumerable<RowBlock> blocks)
    {
        var reader = new AmountReader(values, table);
        foreach (var block in blocks)
        {
            reader.Add(block);
        }

        return reader.Read();
    }

    /// <summary>Adds the rows of a block, which has the columns of the expressions; error TR1428 where one gives nothing.</summary>
    public void Add(RowBlock block)
    {
        if (typed.Length == 0)
        {
            return;
        }

        if (!ReferenceEquals(bound?.Schema, block.Schema))
        {
            bound = (block.Schema, Array.ConvertAll(typed, expression => expression.Bind(block.Schema, Reader)));
        }

        for (var i = 0; i < typed.Length; i++)
        {
            ReadOnlySpan<double> amounts = ((double[])bound.Value.Compute[i](block)).AsSpan(0, block.Rows);
            var missing = amounts.IndexOf(double.NaN);
            if (missing >= 0)
            {
                throw new TrestleException(ValueErrors.Unknown(
                    typed[i].Expression.Source, block.Numbers(block.Schema.Find(ReservedColumns.Row))[missing], Reader));
            }

            collected[i].AddRange(amounts);
        }
    }

    /// <summary>What was collected.</summary>
    public IReadOnlyList<double[]> Read() => [.. collected.Select(amounts => amounts.ToArray())];
}
