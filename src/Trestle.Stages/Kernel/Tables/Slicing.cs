using Trestle.Core.Expressions;
using Trestle.Rows.Expressions;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>
/// One way to slice the test part: by the values of a column, by those of an expression (dates by year), or the rows for which a
/// condition is true.
/// </summary>
/// <param name="Name">What the configuration says.</param>
/// <param name="IsCondition">Whether only the rows where it is true are a slice.</param>
/// <param name="Type">What the values are.</param>
/// <param name="Values">The values of a block.</param>
internal sealed record Slicing(string Name, bool IsCondition, ColumnType Type, Func<RowBlock, Array> Values)
{
    private const int MostValues = 30;

    /// <summary>The slicings of the configuration: names of columns, or expressions. All mistakes are reported together.</summary>
    /// <param name="wanted">The names and expressions.</param>
    /// <param name="table">The curated table.</param>
    /// <param name="schema">The columns of the blocks.</param>
    /// <param name="where">Where the configuration says so.</param>
    /// <param name="unknown">The error for a name that is no column: the name, those that are, and where.</param>
    public static IReadOnlyList<Slicing> Of(
        IEnumerable<string> wanted, CuratedTable table, RowSchema schema, string where,
        Func<string, IReadOnlyCollection<string>, string, Problem> unknown)
    {
        var columns = table.Columns.Select(column => new TypedColumn(column.Name, column.Type)).ToArray();
        var (slicings, problems) = (new List<Slicing>(), new List<Problem>());
        foreach (var text in wanted)
        {
            try
            {
                slicings.Add(Of(text, columns, schema, where, unknown));
            }
            catch (TrestleException wrong)
            {
                problems.AddRange(wrong.Problems);
            }
        }

        return problems.Count == 0 ? slicings : throw new TrestleException(problems);
    }

    /// <summary>The slices of the rows: at most 30 values, the most frequent ones; numbers in their order, others in ordinal one.</summary>
    public IEnumerable<Slice> Divide(IReadOnlyList<RowBlock> blocks)
    {
        var rows = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        var at = 0;
        foreach (var block in blocks)
        {
            var values = Values(block);
            for (var i = 0; i < block.Rows; i++)
            {
                if (Key(values, i) is not { } value)
                {
                    continue;
                }

                if (!rows.TryGetValue(value, out var list))
                {
                    rows[value] = list = [];
                }

                list.Add(at + i);
            }

            at += block.Rows;
        }

        return rows.OrderByDescending(entry => entry.Value.Count).Take(MostValues)
            .OrderBy(entry => Type == ColumnType.Number && double.TryParse(entry.Key, out var number) ? number : double.NaN)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new Slice(IsCondition ? Name : $"{Name} {entry.Key}", [.. entry.Value]));
    }

    private static Slicing Of(
        string text, TypedColumn[] columns, RowSchema schema, string where,
        Func<string, IReadOnlyCollection<string>, string, Problem> unknown)
    {
        if (columns.FirstOrDefault(column => column.Name == text) is { } column)
        {
            var position = schema.Find(text);
            return new Slicing(text, false, column.Type, block => block.Raw(position));
        }

        var expression = Expression.Parse(text, where);
        if (expression.Root is ColumnSyntax { Name: var name } && columns.All(other => other.Name != name))
        {
            throw new TrestleException(unknown(name, [.. columns.Select(other => other.Name)], where));
        }

        var typed = TypedExpression.Check(expression, columns, where);
        return new Slicing(
            text, typed.Type == ExpressionType.Boolean && expression.Root is CallSyntax, typed.ColumnType(where),
            typed.Bind(schema, "evaluate.slices"));
    }

    /// <summary>The value of a row for people; null when the row is in no slice.</summary>
    private string? Key(Array values, int row) => values is string?[] texts
        ? texts[row] ?? "(missing)"
        : ((double[])values)[row] switch
        {
            var truth when IsCondition => truth == 1 ? "" : null,
            double.NaN => "(missing)",
            var micros when Type == ColumnType.Date => DateTime.UnixEpoch.AddMicroseconds(micros).Year.ToString("0000"),
            var number => number.ToString("G6"),
        };
}

/// <summary>Some rows that share a value.</summary>
internal sealed record Slice(string Name, int[] Rows);
