using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Splits;

/// <summary>
/// Computes the fold of every row of an import, in source order. The hash of a row is the first 60 bits of SHA-256 over the seed and its
/// key values. Ranges of rows are hashed at the same time; the folds do not depend on how many.
/// </summary>
internal sealed class Splitter(TableEngine engine, SplitSpec spec, CancellationToken cancellation)
{
    private const int Unlabelled = -2;
    private const int Untimed = -3;
    private const int TestPart = -1;

    /// <summary>Splits; <paramref name="times"/> gives, for a split by time, the time of each row of the source in order.</summary>
    public sbyte[] Run(ParquetTable table, double[]? times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Folds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Folds, SplitSpec.MaxFolds);
        ArgumentOutOfRangeException.ThrowIfNegative(spec.TestShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(spec.TestShare, 1);
        var (hashes, classes) = Read(table);
        var folds = spec.Kind switch
        {
            SplitKind.Stratified => new DealtFolds(hashes, classes, spec.TestShare, spec.Folds).Folds(),
            SplitKind.Group => new GroupedFolds(hashes, classes, spec.TestShare, spec.Folds).Folds(),
            SplitKind.Hash => ByHash(hashes, classes),
            _ => ByTime(times ?? throw new ArgumentNullException(nameof(times), "a split by time needs the time of each row"), classes),
        };
        CheckParts(folds);
        return folds;
    }

    private sbyte[] ByHash(long[] hashes, int[] classes) => [.. hashes.Zip(classes, (hash, own) =>
    {
        var unit = hash / (double)(1L << 60);
        return (sbyte)(own < 0 ? Unlabelled
            : unit < spec.TestShare ? TestPart
            : Math.Min(Math.Floor((unit - spec.TestShare) / (1 - spec.TestShare) * spec.Folds), spec.Folds - 1));
    })];

    /// <summary>
    /// A row's place is that of the first row with the same time, so that equal times are never separated; a row without a time has none.
    /// </summary>
    private sbyte[] ByTime(double[] times, int[] classes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(times.Length, classes.Length);
        int[] order = [.. Enumerable.Range(0, times.Length).Where(row => classes[row] >= 0 && !double.IsNaN(times[row]))];
        var sorted = Array.ConvertAll(order, row => times[row]);
        Array.Sort(sorted, order);
        var train = Math.Round(order.Length * (1 - spec.TestShare), MidpointRounding.AwayFromZero);
        var folds = Array.ConvertAll(classes, own => (sbyte)(own < 0 ? Unlabelled : Untimed));
        var place = 0;
        for (var i = 0; i < order.Length; i++)
        {
            place = i > 0 && sorted[i] == sorted[i - 1] ? place : i;
            folds[order[i]] = (sbyte)(place >= train ? TestPart : Math.Floor(place / train * spec.Folds));
        }

        return folds;
    }

    /// <summary>The hash of each row's key, and the class of its target; -1 for a row without one.</summary>
    private (long[] Hashes, int[] Classes) Read(ParquetTable table)
    {
        var (hashes, classes, names) = (new long[table.Rows], new int[table.Rows], new ClassNames());
        var key = Key(table);
        string[] values = [.. key.Values, key.Instead ?? "NULL", Value(table.Column(spec.Target), spec.NullTokens)];
        var target = values.Length - 1;
        var isClass = spec.Kind == SplitKind.Stratified || (spec.Kind == SplitKind.Group && spec.HasClasses);
        table.ReadRanges(
            values,
            () => (Names: names.Reader(), Hashes: new Sha256Lanes(hashes), Text: new RowText($"{spec.Seed}:")),
            (range, reader, first) =>
            {
                for (var row = 0; row < reader.Rows; row++)
                {
                    classes[first + row] = reader.IsMissing(target, row) ? -1 : isClass ? range.Names.Of(reader.Utf8(target, row)) : 0;
                }

                for (var row = 0; row < reader.Rows && spec.Kind != SplitKind.Time; row++)
                {
                    range.Hashes.Add((int)first + row, key.Of(reader, row, range.Text));
                }
            },
            range => range.Hashes.Finish(), cancellation);
        names.Rank(classes);
        return (hashes, classes);
    }

    /// <summary>What is hashed of a row.</summary>
    private RowKey Key(ParquetTable table)
    {
        if (spec.Kind == SplitKind.Time)
        {
            return new RowKey([], null);
        }

        static string[] Texts(IEnumerable<TypedColumn> columns) => [.. columns.Select(column => $"CAST({column.Expression} AS VARCHAR)")];
        if (spec.Columns.Count == 0)
        {
            return new RowKey(Texts(table.Columns), null);
        }

        TypedColumn[] key = [.. spec.Columns.Select(table.Column)];
        var missing = $"coalesce({Sql.List(key.Select(column => Value(column, spec.KeyNullTokens)))}) IS NULL";

        // Whole rows are read only where a key is missing: they take several times as long as the key.
        using var session = engine.Connect();
        var count = session.Numbers($"SELECT count(*)::DOUBLE FROM {Sql.Parquet(table.Path)} WHERE {missing}", cancellation)[0];
        var whole = Sql.RowText(table.Columns.Select(column => column.Expression));
        return new RowKey(Texts(key), count == 0 ? null : $"CASE WHEN {missing} THEN {whole} END");
    }

    /// <summary>What is hashed of a row: the texts of its key, or another text where there is one.</summary>
    /// <param name="Values">The texts, in SQL.</param>
    /// <param name="Instead">The text that counts instead of them unless it is missing, in SQL; null for none.</param>
    private sealed record RowKey(IReadOnlyList<string> Values, string? Instead)
    {
        public ReadOnlySpan<byte> Of(ChunkReader chunk, int row, RowText text) =>
            Instead is null || chunk.IsMissing(Values.Count, row)
                ? text.Of(chunk, row, Values.Count)
                : text.Of(chunk.Utf8(Values.Count, row));
    }

    /// <summary>The trimmed text of a value; null for texts that mean "no value".</summary>
    private static string Value(TypedColumn column, IReadOnlyList<string> nullTokens)
    {
        var text = $"trim(CAST({column.Expression} AS VARCHAR))";
        var nulls = nullTokens.Append("").Select(token => Sql.Text(token.Trim().ToLowerInvariant()));
        return $"CASE WHEN lower({text}) NOT IN ({Sql.List(nulls)}) THEN {text} END";
    }

    private void CheckParts(sbyte[] folds)
    {
        var present = folds.Distinct().Select(fold => (int)fold).ToHashSet();
        var wanted = Enumerable.Range(0, spec.Folds).Concat(spec.TestShare > 0 ? [TestPart] : []);
        foreach (var part in wanted.Where(part => !present.Contains(part)))
        {
            var labelled = folds.LongCount(fold => fold > Unlabelled);
            throw StorageErrors.EmptyPart(part < 0 ? "the test part" : $"fold {part + 1} of {spec.Folds}", labelled, Words()).Thrown();
        }
    }

    private string Words() => spec.Kind switch
    {
        SplitKind.Stratified => $"the classes of '{spec.Target}'",
        SplitKind.Hash => spec.Columns.Count == 0 ? "the hash of the row" : $"the hash of {string.Join(", ", spec.Columns)}",
        SplitKind.Group => $"the groups of {string.Join(", ", spec.Columns)}",
        _ => $"the time in {string.Join(", ", spec.Columns)}",
    };
}
