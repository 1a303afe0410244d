using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Splits;

/// <summary>
/// Computes the fold of every row of an import, in source order. The hash of a row is the first 60 bits of SHA-256 over the seed and its
/// key values. Ranges of rows are hashed at the same time; the folds do not depend on how many.
/// </summary>
internal sealed class Splitter(SplitSpec spec, CancellationToken cancellation)
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
        var hasKey = spec.Kind != SplitKind.Time && spec.Columns.Count > 0;
        TypedColumn[] key = spec.Kind == SplitKind.Time ? [] : hasKey ? [.. spec.Columns.Select(table.Column)] : [.. table.Columns];
        var isClass = spec.Kind == SplitKind.Stratified || (spec.Kind == SplitKind.Group && spec.HasClasses);
        var (noTarget, noKey) = (new MissingTexts(spec.NullTokens), new MissingTexts(spec.KeyNullTokens));
        var keyless = new bool[hasKey ? table.Rows : 0];
        table.ReadRanges(
            Texts(key.Append(table.Column(spec.Target))),
            () => (Names: names.Reader(), Hashes: new Sha256Lanes(hashes), Text: new RowText($"{spec.Seed}:")),
            (range, reader, first) =>
            {
                for (var row = 0; row < reader.Rows; row++)
                {
                    classes[first + row] = noTarget.At(reader, key.Length, row) ? -1
                        : isClass ? range.Names.Of(reader.Utf8(key.Length, row)) : 0;
                    if (hasKey && IsKeyless(noKey, reader, key.Length, row))
                    {
                        keyless[first + row] = true;
                    }
                    else if (key.Length > 0)
                    {
                        range.Hashes.Add((int)first + row, range.Text.Of(reader, row, key.Length));
                    }
                }
            },
            range => range.Hashes.Finish(), cancellation);
        HashWhole(table, keyless, hashes);
        names.Rank(classes);
        return (hashes, classes);
    }

    private static IEnumerable<string> Texts(IEnumerable<TypedColumn> columns) =>
        columns.Select(column => $"CAST({column.Expression} AS VARCHAR)");

    private static bool IsKeyless(MissingTexts missing, ChunkReader reader, int columns, int row)
    {
        for (var column = 0; column < columns; column++)
        {
            if (!missing.At(reader, column, row))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Hashes all values of the rows without a key. Whole rows are read only where there are such: they take several times as long as keys.
    /// </summary>
    private void HashWhole(ParquetTable table, bool[] keyless, long[] hashes)
    {
        if (!keyless.Contains(true))
        {
            return;
        }

        table.ReadRanges(
            Texts(table.Columns),
            () => (Hashes: new Sha256Lanes(hashes), Text: new RowText($"{spec.Seed}:")),
            (range, reader, first) =>
            {
                for (var row = 0; row < reader.Rows; row++)
                {
                    if (keyless[first + row])
                    {
                        range.Hashes.Add((int)first + row, range.Text.Of(reader, row, table.Columns.Count));
                    }
                }
            },
            range => range.Hashes.Finish(), cancellation);
    }

    private void CheckParts(sbyte[] folds)
    {
        var present = new bool[1 << 8];
        foreach (var fold in folds)
        {
            present[(byte)fold] = true;
        }

        var wanted = Enumerable.Range(0, spec.Folds).Concat(spec.TestShare > 0 ? [TestPart] : []);
        foreach (var part in wanted.Where(part => !present[(byte)part]))
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
