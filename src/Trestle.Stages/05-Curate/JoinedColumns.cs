using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Curate;

/// <summary>Learns the ranges and values that joined columns have in the training part, as those of the source have them.</summary>
internal sealed class JoinedColumns
{
    private const int MostValues = 50;
    private const int MostTexts = 1_000_000;

    private readonly ColumnContract[] columns;
    private readonly StatSet numbers;
    private readonly StatSet counts;
    private readonly Dictionary<string, HashSet<string>> texts;
    private readonly RowSchema schema;

    /// <summary>Columns, by their contracts in their own table, of blocks of a schema.</summary>
    public JoinedColumns(IReadOnlyList<ColumnContract> columns, RowSchema schema)
    {
        (this.columns, this.schema) = ([.. columns], schema);
        numbers = new StatSet(
            columns.Where(IsNumber).SelectMany(column => new Stat[] { new Moments(column.Name), new Quantiles(column.Name) }), schema);
        counts = new StatSet(columns.Select(column => new Count(column.Name)), schema);
        texts = columns.Where(column => !IsNumber(column)).ToDictionary(
            column => column.Name, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>Looks at rows of the training part.</summary>
    public void Add(RowBlock block)
    {
        numbers.Add(block);
        counts.Add(block);
        foreach (var (column, values) in texts.Where(column => column.Value.Count < MostTexts))
        {
            foreach (var text in block.Texts(schema.Find(column)))
            {
                if (text is not null)
                {
                    values.Add(text);
                }
            }
        }
    }

    /// <summary>Their contracts.</summary>
    public IReadOnlyList<ColumnContract> Contracts()
    {
        var (found, counted) = (numbers.Values(), counts.Values());
        return [.. columns.Select(column =>
        {
            var count = counted.Of(new Count(column.Name));
            var own = column with
            {
                Nullable = true,
                NullShare = count.Rows == 0 ? 0 : (double)count.Missing / count.Rows,
                Required = false,
                Min = null,
                Max = null,
                Values = null,
            };
            return IsNumber(column)
                ? Number(own, found.Of(new Moments(column.Name)), found.Of(new Quantiles(column.Name)))
                : Text(own, texts[column.Name]);
        })];
    }

    private static ColumnContract Number(ColumnContract column, MomentsValue moments, QuantilesValue quantiles)
    {
        column = column with { Distinct = quantiles.Distinct, Whole = quantiles.Whole };
        return column.Private || moments.Count == 0 ? column : column with { Min = moments.Min, Max = moments.Max };
    }

    private static ColumnContract Text(ColumnContract column, HashSet<string> values) => column with
    {
        Distinct = values.Count,
        Values = values.Count <= MostValues && !column.Private ? [.. values.Order(StringComparer.Ordinal)] : null,
    };

    private bool IsNumber(ColumnContract column) => schema[schema.Find(column.Name)].Kind == ColumnKind.Number;
}
