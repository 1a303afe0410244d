using Trestle.Rows.Stats;
using Trestle.Stages.Monitor.Reference;

namespace Trestle.Stages.Monitor.Windows;

/// <summary>Unusual labels that came in during a window; none of them is an error of the model.</summary>
/// <param name="Repeated">Repeated a known label; counted once.</param>
/// <param name="Contradictory">Differed from an earlier one for the same prediction; the last counts.</param>
/// <param name="Unclaimed">For no prediction of this deployment; not counted.</param>
public sealed record LabelFlaws(long Repeated, long Contradictory, long Unclaimed)
{
    /// <summary>Of a class (or a value) that the version does not know; not counted.</summary>
    public long Unknown { get; init; }

    /// <summary>For predictions whose window was over when they came.</summary>
    public long Late { get; init; }

    /// <summary>The sum of two.</summary>
    public static LabelFlaws operator +(LabelFlaws one, LabelFlaws other) =>
        new(one.Repeated + other.Repeated, one.Contradictory + other.Contradictory, one.Unclaimed + other.Unclaimed)
        {
            Unknown = one.Unknown + other.Unknown,
            Late = one.Late + other.Late,
        };
}

/// <summary>
/// What happened to a version in service between two times, counted in one pass and in constant memory, whatever is sent. Mergeable
/// like a <see cref="StatValue"/>: one window per segment of the log, merged, equals one window for all. Not thread-safe.
/// </summary>
public sealed class MonitorWindow
{
    private readonly ColumnCounts features;
    private readonly ColumnCounts scores;
    private readonly RowSchema seconds = new([new Column("seconds", ColumnKind.Number)]);
    private readonly Dictionary<(string Code, string? Column), long> refusals = [];
    private readonly Dictionary<(string Column, string Kind), long> unusual = [];

    /// <summary>An empty window.</summary>
    /// <param name="reference">The reference to compare with; it decides how columns are counted.</param>
    /// <param name="from">Start, inclusive.</param>
    /// <param name="to">End, exclusive.</param>
    public MonitorWindow(MonitorReference reference, DateTimeOffset from, DateTimeOffset to)
    {
        (Reference, From, To) = (reference, from, to);
        features = new ColumnCounts(reference.Features);
        scores = new ColumnCounts(reference.Scores);
        Labels = new LabelledSample(reference.Scores.Count);
        Latencies = Seconds();
        Delays = Seconds();
    }

    /// <summary>The reference to compare with.</summary>
    public MonitorReference Reference { get; }

    /// <summary>Start, inclusive.</summary>
    public DateTimeOffset From { get; }

    /// <summary>End, exclusive.</summary>
    public DateTimeOffset To { get; }

    /// <summary>Number of rows that were predicted.</summary>
    public long Rows { get; private set; }

    /// <summary>When the last of them was predicted; null when there is none.</summary>
    public DateTimeOffset? Latest { get; private set; }

    /// <summary>Requests that were answered, with any status.</summary>
    public long Requests { get; private set; }

    /// <summary>Requests that ended with a server error.</summary>
    public long Errors { get; private set; }

    /// <summary>Rows refused because they broke the contract.</summary>
    public long Refused { get; private set; }

    /// <summary>The same by error code and, where known, column.</summary>
    public IReadOnlyDictionary<(string Code, string? Column), long> Refusals => refusals;

    /// <summary>Predicted rows with a value that the training did not have, by column and kind (missing, unseen, out-of-range).</summary>
    public IReadOnlyDictionary<(string Column, string Kind), long> Unusual => unusual;

    /// <summary>The labels received for rows of this window.</summary>
    public LabelledSample Labels { get; }

    /// <summary>Rows that should have their label by now.</summary>
    public long Due { get; private set; }

    /// <summary>Unusual labels received with them.</summary>
    public LabelFlaws Flaws { get; private set; } = new(0, 0, 0);

    /// <summary>Seconds to each answer.</summary>
    public QuantilesValue Latencies { get; }

    /// <summary>Seconds from each prediction to its label.</summary>
    public QuantilesValue Delays { get; }

    /// <summary>Adds rows as in training (curated columns in any order; others are ignored), and their scores.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="predicted">Their scores, row by row, one per output of the model.</param>
    /// <param name="latest">When the last of them was predicted.</param>
    public void Add(RowBlock rows, ReadOnlySpan<double> predicted, DateTimeOffset latest)
    {
        var outputs = Reference.Scores.Count;
        if (predicted.Length != rows.Rows * outputs)
        {
            throw new TrestleException(WindowErrors.ScoresOfOtherShape(predicted.Length, rows.Rows * outputs));
        }

        if (rows.Rows == 0)
        {
            return;
        }

        features.Add(rows);
        scores.Add(Columns(predicted, rows.Rows, outputs));
        Rows += rows.Rows;
        Latest = Latest > latest ? Latest : latest;
    }

    /// <summary>Adds answered requests, and how many of them ended with a server error.</summary>
    public void AddRequests(ReadOnlySpan<double> secondsEach, long errors)
    {
        Requests += secondsEach.Length;
        Errors += errors;
        Add(Latencies, secondsEach);
    }

    /// <summary>Adds refused rows.</summary>
    /// <param name="code">Code of the error.</param>
    /// <param name="column">
    /// The column it is about, if any; a name that is not a column of the reference is not kept, as anybody can send any.
    /// </param>
    /// <param name="rows">How many.</param>
    public void AddRefusals(string code, string? column, long rows)
    {
        Refused += rows;
        column = column is not null && features.Schema.Find(column) >= 0 ? column : null;
        refusals[(code, column)] = refusals.GetValueOrDefault((code, column)) + rows;
    }

    /// <summary>Adds predicted rows with a value that the training did not have.</summary>
    public void AddUnusual(string column, string kind, long rows) =>
        unusual[(column, kind)] = unusual.GetValueOrDefault((column, kind)) + rows;

    /// <summary>Adds the label of a row of this window, whenever it came.</summary>
    /// <param name="key">A number specific to the prediction, as by <see cref="LabelledSample.Key"/>.</param>
    /// <param name="predicted">The scores of the row.</param>
    /// <param name="label">The class's number, or the value.</param>
    /// <param name="delay">Time from the prediction to the label.</param>
    public void AddLabel(ulong key, ReadOnlySpan<double> predicted, double label, TimeSpan delay)
    {
        Labels.Add(key, predicted, label);
        Add(Delays, [delay.TotalSeconds]);
    }

    /// <summary>Adds rows whose label is due.</summary>
    public void AddDue(long rows) => Due += rows;

    /// <summary>Adds unusual labels.</summary>
    public void AddFlaws(LabelFlaws more) => Flaws += more;

    /// <summary>Adds another part of the same window, which is left unchanged.</summary>
    public void Merge(MonitorWindow other)
    {
        if (!ReferenceEquals(Reference, other.Reference))
        {
            throw new TrestleException(WindowErrors.OtherReference());
        }

        features.Merge(other.features);
        scores.Merge(other.scores);
        Rows += other.Rows;
        Requests += other.Requests;
        Errors += other.Errors;
        Latest = Latest is null || other.Latest > Latest ? other.Latest : Latest;
        Labels.Merge(other.Labels);
        AddDue(other.Due);
        AddFlaws(other.Flaws);
        Latencies.Merge(other.Latencies);
        Delays.Merge(other.Delays);
        foreach (var ((code, column), rows) in other.refusals)
        {
            AddRefusals(code, column, rows);
        }

        foreach (var ((column, kind), rows) in other.unusual)
        {
            AddUnusual(column, kind, rows);
        }
    }

    /// <summary>The counts of a feature; an error when the log did not hold it.</summary>
    internal ColumnCount Feature(string name) => features.Of(name);

    /// <summary>The counts of a score.</summary>
    internal ColumnCount Score(string name) => scores.Of(name);

    private RowBlock Columns(ReadOnlySpan<double> predicted, int rows, int outputs)
    {
        var columns = new Array[outputs];
        for (var output = 0; output < outputs; output++)
        {
            var column = new double[rows];
            for (var row = 0; row < rows; row++)
            {
                column[row] = predicted[(row * outputs) + output];
            }

            columns[output] = column;
        }

        return RowBlock.Trusted(scores.Schema, rows, columns);
    }

    private QuantilesValue Seconds() => (QuantilesValue)new Quantiles(seconds[0].Name).Start(seconds);

    private void Add(QuantilesValue quantiles, ReadOnlySpan<double> values) =>
        quantiles.Add(RowBlock.Trusted(seconds, values.Length, [values.ToArray()]));
}
