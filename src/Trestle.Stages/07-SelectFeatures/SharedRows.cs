using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures;

/// <summary>Rows of the test part that equal a row of the training part in every column that models see and in the target.</summary>
/// <param name="Looked">Rows of the test part that were looked at.</param>
/// <param name="Shared">Those with an equal row.</param>
/// <param name="ByChance">Those that would have one if the columns were independent of each other.</param>
internal sealed record SharedRows(long Looked, long Shared, double ByChance)
{
    private const int MostHashes = 1_000_000;

    /// <summary>Their share.</summary>
    public double Share => Looked == 0 ? 0 : (double)Shared / Looked;

    /// <summary>
    /// What to ask of both parts. Of large tables, only rows whose hash is small are looked at, which are the same ones in both parts.
    /// </summary>
    public static RowHashes Question(CuratedTable table, IReadOnlyList<string> columns) =>
        new([.. columns, ReservedColumns.Label], (double)MostHashes / Math.Max(1, table.Rows));

    /// <summary>Counts them.</summary>
    /// <param name="training">The answers for the folds of the training part.</param>
    /// <param name="test">The answer for the test part.</param>
    /// <param name="rows">Rows of the training part.</param>
    public static SharedRows Of(IReadOnlyList<RowHashesValue> training, RowHashesValue test, long rows)
    {
        var all = (RowHashesValue)test.Empty();
        foreach (var fold in training)
        {
            all.Merge(fold);
        }

        var known = all.Hashes.ToHashSet();
        return new SharedRows(
            test.Hashes.Count,
            test.Hashes.LongCount(known.Contains),
            test.Hashes.Count * Math.Min(1, rows * all.EqualByChance()));
    }
}

/// <summary>Names them when they are no accident.</summary>
internal sealed class SharedRowsLeak : ILeakCheck
{
    private const double NotableShare = 0.01;
    private const double Limit = 0.5;

    /// <summary>Tables with few values repeat rows by chance; this often as many are needed.</summary>
    private const double TimesChance = 10;

    /// <inheritdoc/>
    public IEnumerable<LeakFinding> Find(LeakSample sample, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var shared = sample.Shared;
        return shared.Share <= NotableShare || shared.Shared < TimesChance * shared.ByChance ? [] :
        [
            new LeakFinding(
                "shared-rows",
                [ReservedColumns.Row],
                $"{Format.Share(shared.Share)} of the test part's rows equal a row of the training part in every column that models see",
                shared.Share > Limit),
        ];
    }
}

/// <summary>Hashes of whole rows, of those whose hash is small.</summary>
internal sealed record RowHashes(IReadOnlyList<string> Names, double Share) : Stat<RowHashesValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => Names;

    /// <summary>Scatters numbers.</summary>
    public static ulong Mix(ulong z) => SplitMix.Mix(z + SplitMix.Step);

    /// <inheritdoc/>
    protected override RowHashesValue Begin(RowSchema schema) => new([.. Names.Select(schema.Find)], Share);
}

/// <summary>The answer to <see cref="RowHashes"/>.</summary>
internal sealed class RowHashesValue : StatValue
{
    /// <summary>Rows whose values are counted; of very many columns fewer.</summary>
    private const int MostCounted = 10_000;
    private const int MostValues = 5_000_000;
    private const int FewestCounted = 200;

    private readonly int[] positions;
    private readonly double share;
    private readonly int most;

    /// <summary>How often each value of a column occurs among the first rows.</summary>
    private readonly Dictionary<ulong, int>[] counts;
    private int counted;

    internal RowHashesValue(int[] positions, double share)
    {
        (this.positions, this.share) = (positions, share);
        most = Math.Clamp(MostValues / Math.Max(1, positions.Length), FewestCounted, MostCounted);
        counts = [.. positions.Select(_ => new Dictionary<ulong, int>())];
    }

    /// <summary>The hashes in the order of the rows.</summary>
    public List<ulong> Hashes { get; } = [];

    /// <summary>The probability that two rows are equal if the columns are independent.</summary>
    public double EqualByChance() => counted < 2 ? 1
        : counts.Aggregate(1.0, (all, column) => all * column.Values.Sum(rows => (double)rows * (rows - 1)) / counted / (counted - 1));

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var hashes = new ulong[block.Rows];
        var counting = Math.Min(block.Rows, most - counted);
        for (var i = 0; i < positions.Length; i++)
        {
            var isText = block.Schema.Columns[positions[i]].Kind == ColumnKind.Text;
            for (var row = 0; row < hashes.Length; row++)
            {
                var value = isText ? Hash(block.Texts(positions[i])[row]) : Hash(block.Numbers(positions[i])[row]);
                hashes[row] = RowHashes.Mix(hashes[row] ^ value);
                if (row < counting)
                {
                    counts[i][value] = counts[i].GetValueOrDefault(value) + 1;
                }
            }
        }

        counted += counting;
        Hashes.AddRange(share >= 1 ? hashes : hashes.Where(hash => hash < share * ulong.MaxValue));
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new RowHashesValue(positions, share);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var value = (RowHashesValue)other;
        Hashes.AddRange(value.Hashes);
        counted += value.counted;
        for (var i = 0; i < counts.Length; i++)
        {
            foreach (var (key, rows) in value.counts[i])
            {
                counts[i][key] = counts[i].GetValueOrDefault(key) + rows;
            }
        }
    }

    private static ulong Hash(double value) =>
        RowHashes.Mix(double.IsNaN(value) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(value + 0.0));

    private static ulong Hash(string? text) => text is null ? ulong.MaxValue : Fnv.Of(text);
}
