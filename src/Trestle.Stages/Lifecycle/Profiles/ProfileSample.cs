using Trestle.Stages.Clean.Repairs;
using Trestle.Stages.SelectFeatures;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>Some rows of a table, drawn by a hash of their number: as they are written, and as they are read.</summary>
internal sealed class ProfileSample
{
    /// <summary>About how many rows are drawn.</summary>
    public const int MostRows = 50_000;

    private const long MostCells = 5_000_000;

    private readonly Dictionary<string, SampledColumn> columns = new(StringComparer.Ordinal);

    /// <summary>The rows.</summary>
    /// <param name="raw">As they are written, with their numbers.</param>
    /// <param name="clean">Takes out what is no value.</param>
    /// <param name="typing">How they are read.</param>
    /// <param name="names">The columns of the source.</param>
    public ProfileSample(RowBlock raw, BoundPlan clean, BoundPlan typing, IReadOnlyList<string> names)
    {
        (Raw, Typed, Names) = (raw, typing.Apply(ValidateData.Infinities.Without(raw)), names);
        var own = new RowSchema(raw.Schema.Columns.Where(column => names.Contains(column.Name)));
        Texts = TextTable.Of(own, [clean.Apply(raw)]);
    }

    /// <summary>The rows as they are written.</summary>
    public RowBlock Raw { get; }

    /// <summary>The rows as they are read.</summary>
    public RowBlock Typed { get; }

    /// <summary>The columns of the source.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The rows as texts, without those that are no value.</summary>
    public TextTable Texts { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => Raw.Rows;

    /// <summary>What to ask for, of a table of so many rows.</summary>
    public static RowSample Question(IReadOnlyList<string> names, long rows) => new(
        [.. names, ReservedColumns.Row, ReservedColumns.Fold],
        Math.Min(MostRows, Math.Max(1, MostCells / Math.Max(1, names.Count))) / (double)Math.Max(1, rows));

    /// <summary>The answer as a block with the columns of a schema.</summary>
    public static RowBlock Block(RowSchema schema, RowSample question, RowSampleValue answer)
    {
        var places = question.Names.Select((name, i) => (name, i)).ToDictionary(StringComparer.Ordinal);
        return new RowBlock(schema, answer.Rows,
        [
            .. schema.Columns.Select(column => column.Kind == ColumnKind.Number
                ? answer.Columns[places[column.Name]].Numbers.ToArray()
                : (Array)answer.Columns[places[column.Name]].Texts.ToArray()),
        ]);
    }

    /// <summary>A column as it is read.</summary>
    public SampledColumn this[string name] => columns.TryGetValue(name, out var known) ? known
        : columns[name] = SampledColumn.Of(Typed, Typed.Schema.Find(name));
}

/// <summary>A column of the sample as numbers: the values, or the number of the text in order of first occurrence; NaN for none.</summary>
/// <param name="Values">One number for each row.</param>
/// <param name="IsText">Whether the numbers stand for texts.</param>
internal sealed record SampledColumn(double[] Values, bool IsText)
{
    private int[]? order;
    private int? distinct;

    /// <summary>Rows with a value, in the order of their values.</summary>
    public int[] Order => order ??=
        [.. Enumerable.Range(0, Values.Length).Where(row => !double.IsNaN(Values[row])).OrderBy(row => Values[row])];

    /// <summary>Rows with a value.</summary>
    public int Present => Order.Length;

    /// <summary>Number of different values.</summary>
    public int Distinct => distinct ??= Order.Length == 0 ? 0
        : 1 + Enumerable.Range(1, Order.Length - 1).Count(i => Values[Order[i]] != Values[Order[i - 1]]);

    /// <summary>A column of a block.</summary>
    public static SampledColumn Of(RowBlock block, int position)
    {
        if (block.Schema[position].Kind == ColumnKind.Number)
        {
            return new SampledColumn(
                Array.ConvertAll(block.Numbers(position).ToArray(), value => double.IsFinite(value) ? value : double.NaN), false);
        }

        var codes = new Dictionary<string, double>(StringComparer.Ordinal);
        return new SampledColumn(
            Array.ConvertAll(
                block.Texts(position).ToArray(),
                text => text is null ? double.NaN : codes.TryGetValue(text, out var code) ? code : codes[text] = codes.Count),
            true);
    }
}
