using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.SelectFeatures;

/// <summary>A column of the sample.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">The column of the source that it is made from: itself, unless a step of the features makes it.</param>
/// <param name="Values">A number for each row: the value, or the number of the text in order of first occurrence; NaN for none.</param>
/// <param name="IsCategory">Whether the numbers stand for texts.</param>
internal sealed record LeakColumn(string Name, string Source, double[] Values, bool IsCategory);

/// <summary>
/// Rows of the training part in which leaks are looked for: all, or about <see cref="MostRows"/> that are drawn by a hash of their number;
/// of more than 500 features fewer, at least about 1,000.
/// </summary>
internal sealed class LeakSample
{
    /// <summary>About how many rows are drawn.</summary>
    public const int MostRows = 20_000;

    /// <summary>Values that are looked at, at most: of very many columns, fewer rows.</summary>
    private const double MostValues = 1e7;
    private const int FewestDrawn = 1000;

    private const int FewestRows = 30;
    private const int FewestOfClass = 10;

    public required TaskKind Task { get; init; }

    /// <summary>Number of classes; 0 for values.</summary>
    public required int Classes { get; init; }

    /// <summary>
    /// The columns that models see as they are in the source: before missing values are filled. Of a date that they see only by its parts,
    /// the parts. The time of a row is left out where the split is by time: it is known.
    /// </summary>
    public required IReadOnlyList<LeakColumn> Columns { get; init; }

    /// <summary>The dates that they see, or parts of them, as moments.</summary>
    public required IReadOnlyList<LeakColumn> Dates { get; init; }

    /// <summary>The time of each row, when the split is by time.</summary>
    public LeakColumn? Time { get; init; }

    /// <summary>The number of each row in the source.</summary>
    public required double[] Positions { get; init; }

    /// <summary>The class of each row, or the value of its target.</summary>
    public required double[] Labels { get; init; }

    /// <summary>The fold of each row.</summary>
    public required int[] Folds { get; init; }

    /// <summary>What is learned from, and what is predicted.</summary>
    public required IReadOnlyList<FoldRound> Rounds { get; init; }

    /// <summary>How many rows of the test part repeat a row of the training part.</summary>
    public required SharedRows Shared { get; init; }

    public required SelectFeaturesSettings Settings { get; init; }

    /// <summary>How well each column alone tells the target, in the order of <see cref="Columns"/>.</summary>
    public IReadOnlyList<double> Alone { get; private set; } = [];

    /// <summary>AUC for classes, R² for values.</summary>
    public string Measure => Task == TaskKind.Regression ? "R²" : "AUC";

    /// <summary>The figure above which one column stops the run.</summary>
    public double Limit => Task == TaskKind.Regression ? Settings.MaxTargetR2 : Settings.MaxTargetAuc;

    /// <summary>The figure above which one column is named.</summary>
    public double Notable => Math.Min(Limit, 0.95);

    /// <summary>Whether there are enough rows to say anything.</summary>
    public bool IsEnough => Labels.Length >= FewestRows
        && (Task == TaskKind.Regression || Labels.GroupBy(label => label).Count(rows => rows.Count() >= FewestOfClass) > 1);

    /// <summary>Reads the sample.</summary>
    /// <param name="rows">The curated rows of the training part, and of the test part.</param>
    /// <param name="table">Their description.</param>
    /// <param name="path">Makes the features.</param>
    /// <param name="features">The kept features.</param>
    /// <param name="context">What the columns are judged by: task, number of classes and settings.</param>
    /// <param name="cores">Threads to use.</param>
    /// <param name="cancellation">Ends the scan early.</param>
    public static LeakSample Read(
        (IRowSource Training, IRowSource Test) rows, CuratedTable table, BoundPlan path, IReadOnlyList<FeatureDecision> features,
        (TaskKind Task, int Classes, SelectFeaturesSettings Settings) context, int cores, CancellationToken cancellation)
    {
        var (source, count) = (rows.Training, table.Split.Where(part => part.Fold >= 0).Sum(part => part.Rows));
        var share = Math.Clamp(MostValues / Math.Max(1, features.Count), FewestDrawn, MostRows) / Math.Max(1, count);
        var used = features.Select(feature => feature.Source).ToHashSet(StringComparer.Ordinal);
        string[] columns = [.. table.Columns.Select(column => column.Name).Where(name => used.Contains(name) || name == table.Time)];
        string[] dates = [.. table.Columns.Where(column => column.Type == ColumnType.Date).Select(column => column.Name)];
        string[] inParts = [.. dates.Where(date => features.All(feature => feature.Feature != date))];
        string[] derived =
        [
            .. features.Where(feature => source.Schema.Find(feature.Source) < 0 || inParts.Contains(feature.Source))
                .Select(feature => feature.Feature),
        ];
        var sources = features.ToDictionary(feature => feature.Feature, feature => feature.Source, StringComparer.Ordinal);
        var raw = new RowSample([.. columns, ReservedColumns.Row, ReservedColumns.Label], share);
        var made = new RowSample(derived, share);
        var hashes = SharedRows.Question(table, [.. columns.Where(used.Contains)]);
        var folds = new (RowSampleValue Raw, RowSampleValue? Made, RowHashesValue Hashes)[table.Folds.Count];
        Parallel.For(0, folds.Length, new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancellation }, i =>
        {
            var fold = table.Folds[i];
            var answers = StatScan.Run(source, [fold], [raw, hashes], null, 1, cancellation);
            folds[i] = (
                answers.Of(raw),
                derived.Length == 0 ? null : StatScan.Run(source, [fold], [made], path, 1, cancellation).Of(made),
                answers.Of(hashes));
        });
        var test = StatScan.Run(rows.Test, [CuratedRows.TestFold], [hashes], null, 1, cancellation).Of(hashes);

        LeakColumn[] all =
        [
            .. columns.Select((name, i) => Column(name, [.. folds.Select(fold => fold.Raw.Columns[i])])),
        ];
        LeakColumn[] parts = [.. derived.Select((name, i) => Column(name, [.. folds.Select(fold => fold.Made!.Columns[i])]))];
        var sample = new LeakSample
        {
            Task = context.Task,
            Classes = context.Classes,
            Columns = [.. all.Where(column => used.Contains(column.Name) && !inParts.Contains(column.Name)).Concat(parts)
                .Where(column => column.Source != table.Time)],
            Dates = [.. all.Where(column => used.Contains(column.Name) && dates.Contains(column.Name))],
            Time = all.FirstOrDefault(column => column.Name == table.Time),
            Positions = [.. folds.SelectMany(fold => fold.Raw.Columns[^2].Numbers)],
            Labels = [.. folds.SelectMany(fold => fold.Raw.Columns[^1].Numbers)],
            Folds = [.. folds.SelectMany((fold, i) => Enumerable.Repeat(table.Folds[i], fold.Raw.Rows))],
            Rounds = table.Rounds(),
            Shared = SharedRows.Of([.. folds.Select(fold => fold.Hashes)], test, count),
            Settings = context.Settings,
        };
        sample.MeasureAlone(cores, cancellation);
        return sample;

        LeakColumn Column(string name, IReadOnlyList<RowSampleColumn> parts) => new(
            name, sources.GetValueOrDefault(name, name), RowSampleColumn.Values(parts), parts.Any(part => part.IsText));
    }

    /// <summary>Measures each column.</summary>
    public void MeasureAlone(int cores, CancellationToken cancellation)
    {
        var alone = new double[Columns.Count];
        if (IsEnough)
        {
            var one = new OneColumn(this);
            Parallel.For(0, alone.Length, new ParallelOptions { MaxDegreeOfParallelism = cores, CancellationToken = cancellation }, i =>
                alone[i] = one.Figure(Columns[i].Values, Columns[i].IsCategory));
        }

        Alone = alone;
    }
}

/// <summary>Some rows of a table, drawn by a hash of their number, so that the same rows are drawn whatever is read.</summary>
internal sealed record RowSample(IReadOnlyList<string> Names, double Share) : Stat<RowSampleValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [.. Names, ReservedColumns.Row];

    /// <inheritdoc/>
    protected override RowSampleValue Begin(RowSchema schema) => new(
        [.. Names.Select(name => schema.Find(name))],
        schema.Require(ReservedColumns.Row, ColumnKind.Number, "select-features"),
        Share);
}

/// <summary>The answer to <see cref="RowSample"/>.</summary>
internal sealed class RowSampleValue : StatValue
{
    private readonly int[] positions;
    private readonly int row;
    private readonly double share;

    internal RowSampleValue(int[] positions, int row, double share)
    {
        (this.positions, this.row, this.share) = (positions, row, share);
        Columns = [.. positions.Select(_ => new RowSampleColumn())];
    }

    /// <summary>Number of rows drawn.</summary>
    public int Rows { get; private set; }

    /// <summary>Their values, column by column.</summary>
    public IReadOnlyList<RowSampleColumn> Columns { get; }

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var rows = block.Numbers(row);
        int[] drawn = [.. Enumerable.Range(0, block.Rows).Where(i => IsDrawn(block.Numbers(row)[i]))];
        Rows += drawn.Length;
        for (var i = 0; i < positions.Length; i++)
        {
            Columns[i].Add(block, positions[i], drawn);
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new RowSampleValue(positions, row, share);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var sample = (RowSampleValue)other;
        Rows += sample.Rows;
        for (var i = 0; i < Columns.Count; i++)
        {
            Columns[i].Add(sample.Columns[i]);
        }
    }

    private bool IsDrawn(double number) => share >= 1 || RowHashes.Mix((ulong)(long)number) < share * ulong.MaxValue;
}

/// <summary>The values of one column.</summary>
internal sealed class RowSampleColumn
{
    /// <summary>Numbers, when it holds numbers.</summary>
    public List<double> Numbers { get; } = [];

    /// <summary>Texts, when it holds texts.</summary>
    public List<string?> Texts { get; } = [];

    /// <summary>Whether it holds texts.</summary>
    public bool IsText => Texts.Count > 0;

    /// <summary>Parts of a column as numbers; a text is its number in order of first occurrence.</summary>
    public static double[] Values(IReadOnlyList<RowSampleColumn> parts)
    {
        if (!parts.Any(part => part.IsText))
        {
            return [.. parts.SelectMany(part => part.Numbers).Select(value => double.IsFinite(value) ? value : double.NaN)];
        }

        var codes = new Dictionary<string, double>(StringComparer.Ordinal);
        return [.. parts.SelectMany(part => part.Texts).Select(text =>
            text is null ? double.NaN : codes.TryGetValue(text, out var code) ? code : codes[text] = codes.Count)];
    }

    public void Add(RowBlock block, int position, int[] rows)
    {
        foreach (var row in rows)
        {
            if (block.Schema.Columns[position].Kind == ColumnKind.Text)
            {
                Texts.Add(block.Texts(position)[row]);
            }
            else
            {
                Numbers.Add(block.Numbers(position)[row]);
            }
        }
    }

    public void Add(RowSampleColumn other)
    {
        Numbers.AddRange(other.Numbers);
        Texts.AddRange(other.Texts);
    }
}
