using Trestle.Rows.Blocks;

namespace Trestle.Rows.Steps;

/// <summary>The inputs of a row's models: of a column of numbers its number, of a column of texts a 1 or 0 for each category.</summary>
internal sealed class InputRow
{
    private readonly IReadOnlyList<ModelInput> columns;
    private readonly int[] positions;
    private readonly int[] first;
    private readonly Dictionary<string, int>?[] levels;

    /// <summary>The inputs, and the position of their columns in blocks.</summary>
    public InputRow(IReadOnlyList<ModelInput> columns, int[] positions)
    {
        (this.columns, this.positions) = (columns, positions);
        first = new int[columns.Count];
        for (var i = 0; i < first.Length; i++)
        {
            (first[i], Width) = (Width, Width + columns[i].Width);
        }

        levels =
        [
            .. columns.Select(column => column.Levels?.Select((level, place) => (level, place))
                .ToDictionary(pair => pair.level, pair => pair.place, StringComparer.Ordinal)),
        ];
    }

    /// <summary>How many inputs there are.</summary>
    public int Width { get; }

    /// <summary>Whether a row has no value.</summary>
    public static bool IsGap(RowBlock block, int position, int row) => block.Schema[position].Kind == ColumnKind.Number
        ? double.IsNaN(block.Numbers(position)[row]) : block.Texts(position)[row] is null;

    /// <summary>Whether a row has no value in a column by its place here.</summary>
    public bool IsGapAt(RowBlock block, int at, int row) => IsGap(block, positions[at], row);

    /// <summary>The place of a column.</summary>
    public int Place(string column) => Enumerable.Range(0, columns.Count).First(i => columns[i].Column == column);

    /// <summary>The first input of a column.</summary>
    public int First(int at) => first[at];

    /// <summary>The category at a place of a column; null for none.</summary>
    public string? Level(int at, double place) => double.IsNaN(place) ? null : columns[at].Levels![(int)place];

    /// <summary>Reads the inputs of a row.</summary>
    public void Read(RowBlock block, int row, double[] inputs)
    {
        for (var at = 0; at < columns.Count; at++)
        {
            var value = levels[at] is { } known
                ? block.Texts(positions[at])[row] is { } text ? known.GetValueOrDefault(text, known.Count) : double.NaN
                : block.Numbers(positions[at])[row];
            Set(inputs, at, double.IsFinite(value) ? value : double.NaN);
        }
    }

    /// <summary>Sets the inputs of a column: to a number, or to a category by its place (beyond the last where it is no input).</summary>
    public void Set(double[] inputs, int at, double value)
    {
        if (double.IsNaN(value))
        {
            for (var i = 0; i < columns[at].Means.Count; i++)
            {
                inputs[first[at] + i] = columns[at].Means[i];
            }
        }
        else if (levels[at] is { } known)
        {
            for (var i = 0; i < known.Count; i++)
            {
                inputs[first[at] + i] = i == (int)value ? 1 : 0;
            }
        }
        else
        {
            inputs[first[at]] = value;
        }
    }
}
