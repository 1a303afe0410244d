using System.Globalization;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Splits;

/// <summary>
/// Computes the fold of every row of an import, in source order. The hash of a row is the first 60 bits of SHA-256 over the seed and its
/// key values. Row numbers are carried along: joins (and a long IN is one) and streams from several threads change the order of rows.
/// </summary>
internal sealed class Splitter(Session session, FeedFunction feeds, SplitSpec spec, CancellationToken cancellation)
{
    private string Share => spec.TestShare.ToString("R", CultureInfo.InvariantCulture) + "::DOUBLE";

    /// <summary>Splits; <paramref name="times"/> gives, for a split by time, the time of each row of the source in order.</summary>
    public double[] Run(ParquetTable table, double[]? times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Folds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Folds, SplitSpec.MaxFolds);
        ArgumentOutOfRangeException.ThrowIfNegative(spec.TestShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(spec.TestShare, 1);
        if (spec.Kind == SplitKind.Time)
        {
            AddTimes(table, times ?? throw new ArgumentNullException(nameof(times), "a split by time needs the time of each row"));
        }

        var folds = spec.Kind is SplitKind.Stratified or SplitKind.Group ? Dealt(table) : Placed(table);
        CheckParts(folds);
        return folds;
    }

    private double[] Placed(ParquetTable table)
    {
        Create("source", $"SELECT {table.RowNumber} AS row, {Hash(table)} AS hash, {Class(table)} AS class FROM {Sql.Parquet(table.Path)}");
        var schema = new RowSchema([new Column("row", ColumnKind.Number), new Column("fold", ColumnKind.Number)]);
        var query = $"SELECT row::DOUBLE, coalesce(fold, {Apart()})::DOUBLE FROM ({ByKind()})";
        var folds = new double[table.Rows];
        foreach (var block in new BlockReader(schema).Read(session, query, table.Path, cancellation))
        {
            for (var i = 0; i < block.Rows; i++)
            {
                folds[(long)block.Numbers(0)[i]] = block.Numbers(1)[i];
            }
        }

        return folds;
    }

    /// <summary>The fold of a row that is in no part: it has no target, or it has one and no time.</summary>
    private string Apart() => spec.Kind == SplitKind.Time ? "CASE WHEN labelled THEN -3 ELSE -2 END" : "-2";

    private string ByKind() => spec.Kind == SplitKind.Hash ? ByHash() : ByTime();

    /// <summary>
    /// Deals keys within their classes, or groups, in memory: with window functions and a join it takes several times as long and as much
    /// memory. A hash of 60 bits passes as two numbers, which are exact.
    /// </summary>
    private double[] Dealt(ParquetTable table)
    {
        var schema = new RowSchema([
            new Column("row", ColumnKind.Number), new Column("high", ColumnKind.Number), new Column("low", ColumnKind.Number),
            new Column("class", ColumnKind.Text)]);
        var query = $"SELECT row::DOUBLE, (hash >> 30)::DOUBLE, (hash & 1073741823)::DOUBLE, class FROM "
            + $"(SELECT {table.RowNumber} AS row, {Hash(table)} AS hash, {Class(table)} AS class FROM {Sql.Parquet(table.Path)})";
        var grouped = spec.Kind == SplitKind.Group ? new GroupedFolds(table.Rows, spec.TestShare, spec.Folds) : null;
        var dealt = grouped is null ? new DealtFolds(table.Rows, spec.TestShare, spec.Folds) : null;
        foreach (var block in new BlockReader(schema).Read(session, query, table.Path, cancellation))
        {
            var classes = block.Texts(3).ToArray();
            for (var i = 0; i < block.Rows; i++)
            {
                var (row, hash) = ((long)block.Numbers(0)[i], ((long)block.Numbers(1)[i] << 30) | (long)block.Numbers(2)[i]);
                dealt?.Add(row, hash, classes[i]);
                grouped?.Add(row, hash, classes[i] is null || spec.HasClasses ? classes[i] : "");
            }
        }

        return dealt?.Folds() ?? grouped!.Folds();
    }

    private string ByHash() => $"""
        SELECT row,
            CASE WHEN class IS NULL THEN NULL WHEN unit < {Share} THEN -1
            ELSE least(floor((unit - {Share}) / (1 - {Share}) * {spec.Folds}), {spec.Folds - 1}) END AS fold
        FROM (SELECT row, class, hash / 1152921504606846976::DOUBLE AS unit FROM source)
        """;

    /// <summary>
    /// A row's place is that of the first row with the same time, so that equal times are never separated; a row without a time has none.
    /// </summary>
    private string ByTime() => $"""
        WITH labelled AS (SELECT source.row, time FROM source JOIN times ON times.row = source.row 
            WHERE class IS NOT NULL AND time IS NOT NULL),
        placed AS (
            SELECT row, rank() OVER (ORDER BY time) - 1 AS place, round(count(*) OVER () * (1 - {Share}))::BIGINT AS train
            FROM labelled)
        SELECT source.row, class IS NOT NULL AS labelled,
            CASE WHEN place >= train THEN -1 ELSE floor(place::DOUBLE / train * {spec.Folds}) END AS fold
        FROM source LEFT JOIN placed ON placed.row = source.row
        """;

    private string Hash(ParquetTable table)
    {
        if (spec.Kind == SplitKind.Time)
        {
            return "0::BIGINT";
        }

        var whole = HashOf(table.Columns);
        if (spec.Columns.Count == 0)
        {
            return whole;
        }

        TypedColumn[] key = [.. spec.Columns.Select(table.Column)];
        var missing = $"coalesce({Sql.List(key.Select(column => Value(column, spec.KeyNullTokens)))}) IS NULL";

        // Whole rows are read only where a key is missing: they take several times as long as the key.
        var count = session.Numbers($"SELECT count(*)::DOUBLE FROM {Sql.Parquet(table.Path)} WHERE {missing}", cancellation)[0];
        return count == 0 ? HashOf(key) : $"CASE WHEN {missing} THEN {whole} ELSE {HashOf(key)} END";
    }

    private string HashOf(IEnumerable<TypedColumn> columns) =>
        $"('0x' || left(sha256('{spec.Seed}:' || {Sql.RowText(columns.Select(column => column.Expression))}), 15))::BIGINT";

    private string Class(ParquetTable table) => Value(table.Column(spec.Target), spec.NullTokens);

    /// <summary>The trimmed text of a value; null for texts that mean "no value".</summary>
    private static string Value(TypedColumn column, IReadOnlyList<string> nullTokens)
    {
        var text = $"trim(CAST({column.Expression} AS VARCHAR))";
        var nulls = nullTokens.Append("").Select(token => Sql.Text(token.Trim().ToLowerInvariant()));
        return $"CASE WHEN lower({text}) NOT IN ({Sql.List(nulls)}) THEN {text} END";
    }

    private void AddTimes(ParquetTable table, double[] times)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(times.Length, table.Rows);
        var schema = new RowSchema([new Column("row", ColumnKind.Number), new Column("time", ColumnKind.Number)]);
        var rows = Enumerable.Range(0, times.Length).Select(row => (double)row).ToArray();
        var blocks = new List<RowBlock> { new(schema, times.Length, [rows, times]) };
        var feed = new BlockFeed(schema, blocks.GetEnumerator(), cancellation);
        feeds.Run(
            session, feed, from => $"CREATE OR REPLACE TEMP TABLE times AS SELECT c0::BIGINT AS row, c1 AS time FROM {from}", cancellation);
    }

    private void CheckParts(double[] folds)
    {
        var present = folds.Distinct().ToHashSet();
        var wanted = Enumerable.Range(0, spec.Folds).Concat(spec.TestShare > 0 ? [-1] : []);
        foreach (var part in wanted.Where(part => !present.Contains(part)))
        {
            var labelled = folds.LongCount(fold => fold > -2);
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

    private void Create(string name, string query) => session.Execute($"CREATE OR REPLACE TEMP TABLE {name} AS {query}", cancellation);
}
