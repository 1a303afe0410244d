using System.Text.Json.Serialization;

using Trestle.Core.Configuration;
using Trestle.Storage.Tables.Lineage;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>One file that a snapshot was taken from, and how many of the snapshot's rows came from it.</summary>
public sealed record SourceFile(string Path, ContentHash Hash, long Bytes, long Rows = 0);

/// <summary>Rows of one part of the split: a fold of the training part, the test part, or rows without a target.</summary>
public sealed record SplitPart(string Name, int Fold, long Rows);

/// <summary>Stage 1: an immutable snapshot of the source, with its split.</summary>
public sealed record RawTable
{
    /// <summary>What <see cref="SplitBy"/> says of a table that is not split.</summary>
    internal const string Whole = "not split";

    public required IReadOnlyList<SourceFile> Files { get; init; }
    public required string Format { get; init; }
    public required ContentHash Table { get; init; }

    /// <summary>The fold of each row; null in snapshots of earlier versions.</summary>
    public ContentHash? Folds { get; init; }

    public required IReadOnlyList<string> Columns { get; init; }
    public required long Rows { get; init; }
    public required string SplitBy { get; init; }
    public required IReadOnlyList<SplitPart> Split { get; init; }

    /// <summary>The time column when the split is by time: earlier folds train, later ones validate.</summary>
    public string? Time { get; init; }

    /// <summary>The origins of a split by time with a gap, a window or a horizon; null for others.</summary>
    public RollingOrigins? Origins { get; init; }

    /// <summary>The column whose rows belong together; null when there is none, and in snapshots of earlier versions.</summary>
    public string? Group { get; init; }

    /// <summary>Rows that could not be read at all (ragged, broken quotes), at most a thousand of them.</summary>
    public IReadOnlyList<BadRow> Unreadable { get; init; } = [];

    /// <summary>Number of rows that could not be read.</summary>
    public long UnreadableRows { get; init; }

    /// <summary>The delimiter of text files; null for other files.</summary>
    public string? Delimiter { get; init; }

    /// <summary>The names in the source of columns that were renamed; null when none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? SourceNames { get; init; }

    /// <summary>What the columns of a query's result are made of; null for other tables, and in snapshots of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QueryOrigins? MadeFrom { get; init; }

    /// <summary>What was done to read the files that a person should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How it grows, where the source has a watermark; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TableIncrement? Increment { get; init; }

    /// <summary>The snapshots of the other tables of the project, by name; null without any. They have no split.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, RawTable>? Tables { get; init; }
}

/// <summary>What a failed check does.</summary>
public enum Severity
{
    /// <summary>It stops the run.</summary>
    [Formerly("true")]
    Error,

    /// <summary>It is named at the end of the run.</summary>
    [Formerly("false")]
    Warning,

    /// <summary>It is recorded.</summary>
    Info,
}

/// <summary>A row that failed a check.</summary>
/// <param name="Row">Its number in the snapshot, from 1.</param>
/// <param name="Value">What it holds, for people; null for columns marked private.</param>
public sealed record FailedRow(long Row, string? Value);

/// <summary>The result of one check of stage 2.</summary>
/// <param name="Name">Name of the expectation.</param>
/// <param name="Column">The column, or null for the whole table.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Blocking">Whether a failure stops the run.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Found">What was found.</param>
public sealed record CheckResult(string Name, string? Column, bool Passed, bool Blocking, string Expected, string Found)
{
    /// <summary>What a failure does.</summary>
    public Severity Severity { get; init; } = Blocking ? Severity.Error : Severity.Warning;

    /// <summary>Whether raw or typed values were judged; null for the table as a whole, and where nothing says so.</summary>
    public string? On { get; init; }

    /// <summary>Number of rows that were judged; null where a check judges no single rows.</summary>
    public long? Judged { get; init; }

    /// <summary>Number of rows that fail; null where a check judges no single rows.</summary>
    public long? Failing { get; init; }

    /// <summary>The first rows that fail.</summary>
    public IReadOnlyList<FailedRow> Examples { get; init; } = [];

    /// <summary>What was measured, for later runs to hold theirs against; null where nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MeasuredFigure? Figure { get; init; }
}

/// <summary>How one column looks in the training part.</summary>
public sealed record ColumnProfile
{
    public required string Name { get; init; }
    public required ColumnType Type { get; init; }
    public required long Rows { get; init; }
    public required long Missing { get; init; }
    public required long Distinct { get; init; }
    public double? Mean { get; init; }
    public double? Deviation { get; init; }
    public double? Min { get; init; }
    public double? Median { get; init; }
    public double? Max { get; init; }

    /// <summary>Counts of values in bins of equal width from the smallest to the largest; empty for texts and private columns.</summary>
    public IReadOnlyList<long> Bins { get; init; } = [];

    /// <summary>The most frequent values with their counts; empty for private columns.</summary>
    public IReadOnlyList<ValueCount> Top { get; init; } = [];
}

/// <summary>A value and how many rows hold it.</summary>
public sealed record ValueCount(string Value, long Rows)
{
    /// <summary>Values with their rows, the most frequent first, then in ordinal order.</summary>
    internal static ValueCount[] Ordered(IEnumerable<KeyValuePair<string, long>> counts) =>
    [
        .. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => new ValueCount(count.Key, count.Value)),
    ];
}

/// <summary>How the texts of a column are read, and why. Texts of private columns are left out.</summary>
public sealed record ReadingReport
{
    public required string Column { get; init; }

    /// <summary>The name of the reading: number, date, boolean, code, category, identifier, text, json.</summary>
    public required string Reading { get; init; }

    /// <summary>The form of the reading for people.</summary>
    public required string Words { get; init; }

    /// <summary>Share of the rows with a value that the reading explains, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>The reading that explains the next most, with its share; null when there is none.</summary>
    public string? RunnerUp { get; init; }

    /// <summary>What decided where the texts alone did not; null when they did.</summary>
    public string? Decided { get; init; }

    /// <summary>Words that mean "no value" in this column, in addition to those of the table, with their rows.</summary>
    public IReadOnlyList<ValueCount> Missing { get; init; } = [];

    /// <summary>Texts that the reading does not explain, the most frequent first, with their rows.</summary>
    public IReadOnlyList<ValueCount> LeftOver { get; init; } = [];
}

/// <summary>Rows that one column put into quarantine for one reason.</summary>
/// <param name="Column">The column; null for lines that are no rows.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Share">Their share of all rows, 0 to 1.</param>
/// <param name="Values">The most frequent texts with their rows; empty for private columns.</param>
/// <param name="Unread">Whether the values cannot be read; otherwise a declared limit sets the rows aside.</param>
public sealed record Loss(string? Column, string Reason, long Rows, double Share, IReadOnlyList<ValueCount> Values, bool Unread = true);

/// <summary>Stage 2: profile, checks and what was quarantined.</summary>
public sealed record DataReport
{
    public required long Rows { get; init; }
    public required IReadOnlyList<ColumnProfile> Columns { get; init; }
    public required IReadOnlyList<CheckResult> Checks { get; init; }
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>
    /// Those of the notes that may be wrong: how an unusual file was read, what was assumed of a column, and what is lost by it. Warnings
    /// of the run.
    /// </summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>The table that was looked at; null in reports of other tables and of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContentHash? Table { get; init; }

    /// <summary>How each column is read, in the order of the source.</summary>
    public IReadOnlyList<ReadingReport> Readings { get; init; } = [];

    /// <summary>
    /// The reports of the other tables, by name; null without any. Their notes, doubts and checks are among those above, too.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, DataReport>? Tables { get; init; }
}

/// <summary>Stage 2: the rows that are set aside, each with its reason.</summary>
public sealed record Quarantine
{
    public required long Rows { get; init; }
    public required double Share { get; init; }

    /// <summary>Numbers of all quarantined rows, ascending.</summary>
    public required IReadOnlyList<long> RowNumbers { get; init; }

    /// <summary>Number of rows per reason.</summary>
    public required IReadOnlyList<ValueCount> Reasons { get; init; }

    /// <summary>Number of rows per column and reason, with the texts that caused it, the most frequent first.</summary>
    public IReadOnlyList<Loss> Losses { get; init; } = [];

    /// <summary>The first thousand faults.</summary>
    public required IReadOnlyList<BadRow> Samples { get; init; }

    /// <summary>Numbers of the rows that repeat the key of an earlier one; null without a key, and in earlier versions.</summary>
    public IReadOnlyList<long>? RepeatedKeys { get; init; }

    /// <summary>The rows of the other tables that are set aside, by name of the table; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Quarantine>? Tables { get; init; }
}

/// <summary>What a cleaning rule removed.</summary>
public sealed record DroppedRows(string Rule, long Rows, string Reason);

/// <summary>A value that a repair changed into another, and in how many cells.</summary>
public sealed record ChangedValue(string Column, string? Before, string? After, long Cells);

/// <summary>What one repair of values did to the rows that are kept.</summary>
/// <param name="Step">The name of its step.</param>
/// <param name="Columns">The columns in which it changed something, or that it names.</param>
/// <param name="Reason">Why it was made.</param>
/// <param name="Cells">How many cells it changed.</param>
/// <param name="Samples">The most frequent changes; none of columns marked private.</param>
public sealed record AppliedRepair(
    string Step, IReadOnlyList<string> Columns, string Reason, long Cells, IReadOnlyList<ChangedValue> Samples);

/// <summary>Stage 3: which rows are kept.</summary>
public sealed record CleanTable
{
    public required long RowsIn { get; init; }
    public required long RowsOut { get; init; }
    public required IReadOnlyList<DroppedRows> Dropped { get; init; }

    /// <summary>Numbers of the removed rows (with the quarantined ones), ascending.</summary>
    public required IReadOnlyList<long> RowNumbers { get; init; }

    /// <summary>The repairs of values in the order in which they are applied; none unless they are asked for.</summary>
    public IReadOnlyList<AppliedRepair> Repairs { get; init; } = [];

    /// <summary>A table of all changed cells: row, column, before, after, repair; null when nothing was changed.</summary>
    public ContentHash? Changes { get; init; }

    /// <summary>Which rows of the other tables are kept, by name of the table; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, CleanTable>? Tables { get; init; }
}

/// <summary>Stage 5: the typed table that features are made from.</summary>
public sealed record CuratedTable
{
    public required ContentHash Table { get; init; }
    public required IReadOnlyList<CuratedColumn> Columns { get; init; }
    public required long Rows { get; init; }
    public required IReadOnlyList<SplitPart> Split { get; init; }

    /// <summary>The time column when the split is by time.</summary>
    public string? Time { get; init; }

    /// <summary>The column whose rows belong together; null when there is none.</summary>
    public string? Group { get; init; }

    /// <summary>The column with how much each row counts; null where all count the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Weights { get; init; }

    /// <summary>Texts that steps could not read as they stand; null in tables of earlier versions.</summary>
    public IReadOnlyList<RemarkedTexts>? Remarked { get; init; }

    /// <summary>The rows that the filter removed; null without one.</summary>
    public DroppedRows? Filtered { get; init; }

    /// <summary>The origins of a split by time with a gap, a window or a horizon; null for others.</summary>
    public RollingOrigins? Origins { get; init; }

    /// <summary>The columns that were joined, with their ranges in the training part; null without joins.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ColumnContract>? Joined { get; init; }

    /// <summary>What each join found, in order; null without joins.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JoinReport>? Joins { get; init; }

    /// <summary>The keyed tables, by name, that the joins look up, for training and for requests; null without joins.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, ContentHash>? Keyed { get; init; }

    /// <summary>What people should know of the tables; null in tables of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Catalogue? Catalogue { get; init; }

    /// <summary>Which of the training rows are learned from; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Thinning? Thinning { get; init; }

    /// <summary>What is known of series that are forecast; null where nothing is forecast.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ForecastTable? Forecast { get; init; }

    /// <summary>The contract of the source with the columns that were joined.</summary>
    public Contract With(Contract contract) => Joined is null ? contract : contract with { Columns = [.. contract.Columns, .. Joined] };

    /// <summary>Whether the values of a column must never be printed: those of a private column, or made from one.</summary>
    internal bool IsPrivate(CuratedColumn column, Contract contract) =>
        (column.From ?? []).Prepend(column.Name).Any(name => (contract.Find(name) ?? JoinedColumn(name))?.Private == true);

    /// <summary>The distinct values of a column in the training part; as many as can be where nobody counted them.</summary>
    internal long DistinctOf(string column, Contract contract) => (contract.Find(column) ?? JoinedColumn(column))?.Distinct
        ?? Columns.FirstOrDefault(other => other.Name == column)?.Distinct
        ?? long.MaxValue;

    private ColumnContract? JoinedColumn(string name) => Joined?.FirstOrDefault(column => column.Name == name);

    /// <summary>Numbers of the folds of the training part, or of those inside the window.</summary>
    public IReadOnlyList<int> Folds =>
        [.. Split.Where(part => part.Fold >= 0 && Origins?.Learned.Contains(part.Fold) != false).Select(part => part.Fold)];

    /// <summary>Rows of <see cref="Folds"/>, those that are thinned out among them.</summary>
    internal long TrainRows => Split.Where(part => Folds.Contains(part.Fold)).Sum(part => part.Rows);

    /// <summary>The first time of the rows that the served model learns, given the last; null where all are learned.</summary>
    public double? LearnedFrom(double? last) => Origins?.Window is { } window && last is { } until ? until - window : null;

    /// <summary>
    /// The rounds of cross-validation: which folds to learn from, which to validate on. By time, only earlier folds are learned from,
    /// and where there are enough folds at least two of them, as target encoding requires.
    /// </summary>
    public IReadOnlyList<FoldRound> Rounds()
    {
        if (Origins is not { } origins)
        {
            return Time is null
                ? [.. Folds.Select(fold => new FoldRound(FoldSet.Of(Folds.Where(other => other != fold)), FoldSet.Of([fold])))]
                : [.. Folds.Skip(Folds.Count > 3 ? 2 : 1).Select(
                    fold => new FoldRound(FoldSet.Of(Folds.Where(other => other < fold)), FoldSet.Of([fold])))];
        }

        // Short parts may have lost all of their rows to the cleaning.
        var present = Split.Where(part => part.Fold >= 0).Select(part => part.Fold).ToArray();
        return [.. origins.Rounds
            .Select(round => new FoldRound(
                FoldSet.Of(present.Where(round.Train.Contains)), FoldSet.Of(present.Where(round.Validate.Contains))))
            .Where(round => round.Train.Count > 0 && round.Validate.Count > 0)];
    }
}

/// <summary>Stage 5: the table described for people, as Markdown.</summary>
public sealed record DataCard(string Markdown);
