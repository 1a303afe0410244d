using Trestle.Rows.Stats;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Reference;

/// <summary>The columns of a reference, counted in the rows of a window.</summary>
internal sealed class ColumnCounts
{
    private readonly IReadOnlyList<ReferenceColumn> columns;
    private readonly ColumnCount[] counts;
    private readonly int[] positions;
    private RowSchema? bound;

    public ColumnCounts(IReadOnlyList<ReferenceColumn> columns)
    {
        this.columns = columns;
        Schema = new RowSchema(columns.Select(column => new Column(column.Name, column.Kind)));
        counts = [.. columns.Select(column => new ColumnCount(column, Schema))];
        positions = new int[columns.Count];
    }

    /// <summary>The columns in the order of the reference.</summary>
    public RowSchema Schema { get; }

    /// <summary>Adds all rows of a block. A missing column is noted as not logged.</summary>
    public void Add(RowBlock block)
    {
        Bind(block.Schema);
        for (var i = 0; i < counts.Length; i++)
        {
            if (positions[i] < 0)
            {
                counts[i].Logged = false;
            }
        }

        var wanted = RowBlock.Trusted(
            Schema, block.Rows, [.. positions.Select(position => position < 0 ? (Array)Array.Empty<double>() : block.Raw(position))]);
        foreach (var count in counts.Where(count => count.Logged))
        {
            count.Add(wanted);
        }
    }

    public void Merge(ColumnCounts other)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i].Merge(other.counts[i]);
        }
    }

    public ColumnCount Of(string name) => counts[Schema.Find(name)] is { Logged: true } count
        ? count
        : throw new TrestleException(ReferenceErrors.NotLogged(name));

    private void Bind(RowSchema schema)
    {
        if (ReferenceEquals(schema, bound))
        {
            return;
        }

        for (var i = 0; i < positions.Length; i++)
        {
            var position = schema.Find(columns[i].Name);
            positions[i] = position >= 0 && schema[position].Kind == columns[i].Kind ? position : -1;
        }

        bound = schema;
    }
}

/// <summary>One column of a reference, counted in some rows: in those of a window, or in a part of the reference itself.</summary>
internal sealed class ColumnCount
{
    private readonly CountValue missing;
    private readonly BinCountsValue? numbers;
    private readonly CategoryCountsValue? texts;

    public ColumnCount(ReferenceColumn column, RowSchema schema)
        : this(column.Name, column.Numbers?.Edges, column.Texts?.Categories, schema)
    {
    }

    public ColumnCount(string name, IReadOnlyList<double>? edges, IReadOnlyList<string>? categories, RowSchema schema)
    {
        missing = (CountValue)new Count(name).Start(schema);
        numbers = edges is null ? null : (BinCountsValue)new BinCounts(name, edges).Start(schema);
        texts = categories is null ? null : (CategoryCountsValue)new CategoryCounts(name, categories).Start(schema);
    }

    private ColumnCount(CountValue missing, BinCountsValue? numbers, CategoryCountsValue? texts) =>
        (this.missing, this.numbers, this.texts) = (missing, numbers, texts);

    /// <summary>Whether every block had the column.</summary>
    public bool Logged { get; set; } = true;

    public long Rows => missing.Rows;

    public long Missing => missing.Missing;

    /// <summary>Rows of each bin; empty unless numbers are compared.</summary>
    public ReadOnlySpan<long> Bins => numbers is null ? [] : numbers.Counts;

    /// <summary>Sum of the numbers of each bin.</summary>
    public ReadOnlySpan<double> Sums => numbers is null ? [] : numbers.Sums;

    /// <summary>Rows of each category, and of all others; empty unless texts are compared.</summary>
    public ReadOnlySpan<long> Categories => texts is null ? [] : texts.Counts;

    public void Add(RowBlock block)
    {
        missing.Add(block);
        numbers?.Add(block);
        texts?.Add(block);
    }

    public ColumnCount Empty() => new((CountValue)missing.Empty(), (BinCountsValue?)numbers?.Empty(), (CategoryCountsValue?)texts?.Empty());

    public void Merge(ColumnCount other)
    {
        Logged &= other.Logged;
        missing.Merge(other.missing);
        numbers?.Merge(other.numbers!);
        texts?.Merge(other.texts!);
    }

    /// <summary>Its values compared with those of the reference; null when either has none.</summary>
    public Comparison? Against(ReferenceColumn reference) => reference switch
    {
        { Numbers: { } known } => NumberComparison.Of(known.Counts, known.Means, Bins, Means(Bins, Sums), known.Deviation),
        { Texts: { } known } => CategoryComparison.Of(known.Counts, Categories),
        _ => null,
    };

    /// <summary>Its share of missing values compared with that of the reference.</summary>
    public Comparison? MissingAgainst(ReferenceColumn reference) => ShareComparison.Of(reference.Missing, reference.Rows, Missing, Rows);

    /// <summary>Mean of each bin; 0 where it is empty.</summary>
    public static double[] Means(ReadOnlySpan<long> counts, ReadOnlySpan<double> sums)
    {
        var means = new double[counts.Length];
        for (var i = 0; i < means.Length; i++)
        {
            means[i] = counts[i] == 0 ? 0 : sums[i] / counts[i];
        }

        return means;
    }
}
