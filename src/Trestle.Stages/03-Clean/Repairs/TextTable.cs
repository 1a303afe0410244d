using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Clean.Repairs;

/// <summary>A cell that a repair changes.</summary>
public readonly record struct CellChange(int Row, string Column, string? Before, string? After);

/// <summary>Rows in memory, as texts, to search for repairs in.</summary>
public sealed class TextTable
{
    private readonly ColumnValues?[] values;

    private TextTable(RowBlock block) => (Block, values) = (block, new ColumnValues?[block.Schema.Count]);

    /// <summary>All rows.</summary>
    public RowBlock Block { get; }

    /// <summary>The columns: all texts.</summary>
    public RowSchema Schema => Block.Schema;

    /// <summary>Number of rows.</summary>
    public int Rows => Block.Rows;

    /// <summary>Number of columns.</summary>
    public int Columns => Schema.Count;

    /// <summary>The rows of blocks; numbers as texts, equal texts of a column as one instance, an empty text as no value.</summary>
    public static TextTable Of(RowSchema schema, IEnumerable<RowBlock> blocks)
    {
        var columns = schema.Columns.Select(_ => new List<string?>()).ToArray();
        var known = schema.Columns.Select(_ => new Dictionary<string, string>(StringComparer.Ordinal)).ToArray();
        foreach (var block in blocks)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                var position = block.Schema.Find(schema[column].Name);
                for (var row = 0; row < block.Rows; row++)
                {
                    var text = block.Schema[position].Kind == ColumnKind.Text
                        ? block.Texts(position)[row]?.Trim() : PrintNumber.Print(block.Numbers(position)[row]);
                    columns[column].Add(
                        text is null or "" ? null : known[column].TryGetValue(text, out var first) ? first : Kept(column, text));
                }
            }
        }

        return new TextTable(new RowBlock(
            new RowSchema(schema.Columns.Select(column => column with { Kind = ColumnKind.Text })),
            columns.Length == 0 ? 0 : columns[0].Count,
            [.. columns.Select(column => column.ToArray())]));

        string Kept(int column, string text) => known[column][text] = text;
    }

    /// <summary>The distinct values of a column.</summary>
    internal ColumnValues this[int column] => values[column] ??= ColumnValues.Of(Block.Texts(column));

    /// <summary>The distinct values of a column with their rows, the most frequent first.</summary>
    public IReadOnlyCollection<KeyValuePair<string, long>> Texts(string column)
    {
        var values = this[Schema.Find(column)];
        return [.. values.Texts.Zip(values.Counts, (text, rows) => KeyValuePair.Create(text, (long)rows))];
    }

    /// <summary>The table behind a step.</summary>
    public TextTable After(IFittedStep step) => new(step.Bind(Schema).Apply(Block));

    /// <summary>The cells in which another table of the same rows differs, row by row.</summary>
    public List<CellChange> Changes(TextTable after)
    {
        var changes = new List<CellChange>();
        for (var column = 0; column < Columns; column++)
        {
            var old = Block.Texts(column);
            var now = after.Block.Texts(column);
            for (var row = 0; row < Rows && !ReferenceEquals(Block.Raw(column), after.Block.Raw(column)); row++)
            {
                if (!string.Equals(old[row], now[row], StringComparison.Ordinal))
                {
                    changes.Add(new CellChange(row, Schema[column].Name, old[row], now[row]));
                }
            }
        }

        return changes;
    }
}

/// <summary>The values of a column by number, the most frequent first, then in ordinal order.</summary>
internal sealed class ColumnValues
{
    private readonly Dictionary<string, int> places;
    private double? numbers;

    private ColumnValues(string[] texts, int[] counts, int[] codes) =>
        (Texts, Counts, Codes, places) = (texts, counts, codes, texts.Select((text, i) => (text, i)).ToDictionary(StringComparer.Ordinal));

    /// <summary>The distinct values.</summary>
    public string[] Texts { get; }

    /// <summary>How many rows have each.</summary>
    public int[] Counts { get; }

    /// <summary>The number of the value of each row; -1 for none.</summary>
    public int[] Codes { get; }

    /// <summary>Rows with a value.</summary>
    public int Present => Codes.Length - Missing;

    /// <summary>Rows without a value.</summary>
    public int Missing { get; private init; }

    /// <summary>Share of the rows with a value whose value is a number as it stands.</summary>
    public double NumberShare => numbers ??= Present == 0 ? 0
        : Texts.Zip(Counts).Where(entry => ValueParser.TryNumber(entry.First, '.', out _)).Sum(entry => (double)entry.Second) / Present;

    /// <summary>How many rows have a value.</summary>
    public int CountOf(string text) => places.TryGetValue(text, out var place) ? Counts[place] : 0;

    /// <summary>The values of at least so many rows.</summary>
    public IEnumerable<string> AtLeast(int rows) => Texts.Take(Counts.TakeWhile(count => count >= rows).Count());

    /// <summary>The values of a column.</summary>
    public static ColumnValues Of(ReadOnlySpan<string?> column)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in column)
        {
            if (text is not null)
            {
                counts[text] = counts.GetValueOrDefault(text) + 1;
            }
        }

        var ordered = counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).ToArray();
        var places = ordered.Select((entry, i) => (entry.Key, i)).ToDictionary(StringComparer.Ordinal);
        var codes = new int[column.Length];
        var missing = 0;
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = column[row] is { } text ? places[text] : -1;
            missing += codes[row] < 0 ? 1 : 0;
        }

        return new ColumnValues([.. ordered.Select(entry => entry.Key)], [.. ordered.Select(entry => entry.Value)], codes)
        {
            Missing = missing,
        };
    }
}
