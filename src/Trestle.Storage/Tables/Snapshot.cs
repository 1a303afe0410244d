using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Splits;

namespace Trestle.Storage.Tables;

/// <summary>
/// The rows of a source with their numbers and folds. The folds have a file of their own: the rows are written once, while they are read,
/// before it is known which fold each belongs to. May be scanned from several threads at once.
/// </summary>
public sealed class Snapshot
{
    private readonly ParquetTable? folds;

    /// <summary>The rows of a table, and the folds of the rows at the same places; without folds, all rows are of fold 0.</summary>
    public Snapshot(ParquetTable rows, ParquetTable? folds)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(folds?.Rows ?? rows.Rows, rows.Rows);
        (Source, this.folds) = (rows, folds);
        Schema = WithPlaces(rows.Schema);
    }

    /// <summary>The rows as in the source.</summary>
    public ParquetTable Source { get; }

    /// <summary>
    /// The columns of the source, <c>__row</c> (from 1) and <c>__fold</c> (-1 the test part, -2 without a label, -3 without a time, -4 that
    /// no figure comes from).
    /// </summary>
    public RowSchema Schema { get; }

    /// <summary>The origins that the split was made by, when it was made here; null for other splits.</summary>
    public OriginPlan? Origins { get; init; }

    /// <summary>Number of rows.</summary>
    public long Rows => Source.Rows;

    /// <summary>Number of rows of each fold, by fold.</summary>
    public IReadOnlyDictionary<int, long> FoldRows(CancellationToken cancellation) =>
        folds?.FoldRows(cancellation) ?? new Dictionary<int, long> { [0] = Rows };

    /// <summary>All rows in source order with some columns of the source, their numbers and folds.</summary>
    public IEnumerable<RowBlock> ScanNumbered(IReadOnlyList<string> columns, CancellationToken cancellation) =>
        Numbered(Source.Scan(columns, null, cancellation), folds?.Scan(null, null, cancellation), 0);

    /// <summary>The given rows with some columns of the source, their numbers and folds.</summary>
    public IEnumerable<RowBlock> Scan(RowRange range, IReadOnlyList<string> columns, CancellationToken cancellation) =>
        Numbered(Source.Scan(range, columns, cancellation), folds?.Scan(range, cancellation), range.From);

    /// <summary>The rows in source order; with a fold, only its rows, in blocks of any size.</summary>
    /// <param name="fold">The fold; null for all rows.</param>
    /// <param name="cancellation">Ends the scan promptly.</param>
    public IEnumerable<RowBlock> Scan(int? fold, CancellationToken cancellation) =>
        Numbered(Source.Scan(null, null, cancellation), folds?.Scan(null, null, cancellation), 0)
            .Select(block => Only(block, fold))
            .Where(block => block.Rows > 0);

    /// <summary>The given rows; see <see cref="RowRange.Of"/>.</summary>
    public IEnumerable<RowBlock> Scan(RowRange range, CancellationToken cancellation) =>
        Numbered(Source.Scan(range, cancellation), folds?.Scan(range, cancellation), range.From);

    /// <summary>The numbers of the rows of a fold, ascending.</summary>
    public IEnumerable<long> RowNumbers(int fold, CancellationToken cancellation)
    {
        var row = 0L;
        foreach (var block in folds?.Scan(null, null, cancellation) ?? Scan(null, cancellation).Select(Fold))
        {
            for (var i = 0; i < block.Rows; i++)
            {
                row++;
                if (block.Numbers(0)[i] == fold)
                {
                    yield return row;
                }
            }
        }
    }

    /// <summary>The rows of both files side by side, with their numbers.</summary>
    private IEnumerable<RowBlock> Numbered(IEnumerable<RowBlock> rows, IEnumerable<RowBlock>? folds, long before)
    {
        using var places = folds?.GetEnumerator();
        RowSchema? schema = null;
        foreach (var block in rows)
        {
            if (places is not null && (!places.MoveNext() || places.Current.Rows != block.Rows))
            {
                throw new InvalidDataException($"'{this.folds!.Path}' has other rows than '{Source.Path}'");
            }

            schema ??= WithPlaces(block.Schema);
            yield return new RowBlock(schema, block.Rows, [
                .. Enumerable.Range(0, block.Schema.Count).Select(block.Raw), Numbers(before, block.Rows),
                places?.Current.Raw(0) ?? new double[block.Rows]]);
            before += block.Rows;
        }
    }

    private static RowSchema WithPlaces(RowSchema rows) => new([
        .. rows.Columns, new Column(ReservedColumns.Row, ColumnKind.Number), new Column(ReservedColumns.Fold, ColumnKind.Number)]);

    private static RowBlock Fold(RowBlock block) =>
        block.Project(new RowSchema([new Column(ReservedColumns.Fold, ColumnKind.Number)]), "snapshot");

    private static double[] Numbers(long before, int rows)
    {
        var numbers = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            numbers[i] = before + i + 1;
        }

        return numbers;
    }

    private RowBlock Only(RowBlock block, int? fold)
    {
        if (fold is null)
        {
            return block;
        }

        var folds = block.Numbers(Schema.Count - 1);
        var rows = new List<int>();
        for (var i = 0; i < folds.Length; i++)
        {
            if (folds[i] == fold)
            {
                rows.Add(i);
            }
        }

        return rows.Count == block.Rows ? block : block.Take([.. rows]);
    }
}
