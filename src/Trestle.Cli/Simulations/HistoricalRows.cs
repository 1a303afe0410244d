using System.Text;

using Trestle.Rows.Blocks;
using Trestle.Rows.Csv;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;

namespace Trestle.Cli.Simulations;

/// <summary>A day of the replay.</summary>
/// <param name="At">Its noon.</param>
/// <param name="Rows">The rows that are requested on it.</param>
internal sealed record Day(DateTimeOffset At, int[] Rows);

/// <summary>The rows of a project's source, ordered by time: rows before the start are for training, later ones are traffic.</summary>
internal sealed class HistoricalRows
{
    private const int MinRows = 100;

    private readonly RowBlock rows;
    private readonly RowBlock asked;
    private readonly DateTimeOffset[] times;
    private readonly int target;

    private HistoricalRows(RowBlock rows, DateTimeOffset[] times, int start, ProjectSettings settings)
    {
        (this.rows, this.times, Start) = (rows, times, start);
        target = rows.Schema.Find(settings.Table.Target);
        asked = rows.Project(new RowSchema([.. rows.Schema.Columns.Where(column => column.Name != settings.Table.Target)]), "the traffic");
    }

    /// <summary>Index of the first row that is traffic.</summary>
    public int Start { get; }

    /// <summary>Number of all rows.</summary>
    public int Rows => rows.Rows;

    /// <summary>The day of the first row that is traffic.</summary>
    public DateTimeOffset From => Noon(times[Start]);

    /// <summary>
    /// Reads the source; the traffic starts on a given day, by default in the middle of the rows. Error TR0171 without a time column,
    /// TR0172 if it does not hold dates, TR0173 if there are too few rows before the start or none after it.
    /// </summary>
    public static HistoricalRows Read(Project project, DateOnly? from, Resources machine, CancellationToken cancellation)
    {
        var settings = project.Settings;
        var time = settings.Table.Time ?? throw new TrestleException(SimulationErrors.NoTime());
        if (settings.Label is not null)
        {
            throw new TrestleException(SimulationErrors.MadeTarget());
        }

        using var tables = machine.Tables(project);
        using var source = SourceReader.Read(
            new SourceRequest(settings.MainSource, project.Folder, tables, project.NewTempFolder(), "source"), cancellation);
        var import = source.Import;
        if (import.Table.Schema.Columns.All(column => column.Name != time)
            || TimeColumn.Read(settings.Table, import, time, cancellation) is not { AreDates: true } moments)
        {
            throw new TrestleException(SimulationErrors.NoDates(time));
        }

        var whole = RowBlock.Join(import.Table.Schema, [.. import.Table.Scan(null, null, cancellation)]);
        var order = Enumerable.Range(0, whole.Rows).Where(row => !double.IsNaN(moments.Values[row]))
            .OrderBy(row => moments.Values[row]).ToArray();
        DateTimeOffset[] times = [.. order.Select(row => PredictionLogTime.Time(moments.Values[row]))];
        var first = from is { } day ? day.ToDateTime(TimeOnly.MinValue) : order.Length == 0 ? default : times[order.Length / 2].Date;
        var start = times.TakeWhile(moment => moment.UtcDateTime < first).Count();
        return start < MinRows || start >= order.Length
            ? throw new TrestleException(SimulationErrors.NoStart(DateOnly.FromDateTime(first), start, order.Length - start, MinRows))
            : new HistoricalRows(whole.Take(order), times, start, settings);
    }

    /// <summary>The days, each with its rows.</summary>
    public IReadOnlyList<Day> Days(int? most) => [.. Enumerable.Range(Start, Rows - Start)
        .GroupBy(row => Noon(times[row]))
        .Take(most ?? int.MaxValue)
        .Select(day => new Day(day.Key, [.. day]))];

    /// <summary>The same days with the same numbers of rows, drawn at random from those before the start: a world without drift.</summary>
    public IReadOnlyList<Day> Stationary(int? most, int seed)
    {
        var random = new Random(seed);
        return [.. Days(most).Select(day => day with { Rows = [.. day.Rows.Select(_ => random.Next(Start))] })];
    }

    /// <summary>A request for some rows, as CSV.</summary>
    public string Request(IEnumerable<int> wanted)
    {
        using var writer = new StringWriter(new StringBuilder(1024));
        var csv = new CsvWriter(writer);
        csv.WriteHeader(asked.Schema);
        foreach (var row in wanted)
        {
            csv.WriteRow(asked, row);
        }

        return writer.ToString();
    }

    /// <summary>The label of a row; null if it is missing.</summary>
    public string? Label(int row) => rows.Schema[target].Kind == ColumnKind.Text
        ? rows.Texts(target)[row] is { Length: > 0 } text ? text : null
        : double.IsNaN(rows.Numbers(target)[row]) ? null : rows.Numbers(target)[row].ToString("R");

    /// <summary>Writes what is known at a time: the rows before the start, and the rows of the traffic whose labels have arrived.</summary>
    public void WriteKnown(
        DateTimeOffset now, TimeSpan delay, bool traffic, string file, TableEngine tables, CancellationToken cancellation)
    {
        var known = Enumerable.Range(0, Rows).Where(row => row < Start || (traffic && times[row] + delay <= now)).ToArray();
        var blocks = known.Chunk(RowBlock.Size).Select(part => rows.Take(part));
        tables.Write(rows.Schema, blocks, file, cancellation);
    }

    private static DateTimeOffset Noon(DateTimeOffset moment) => new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero).AddHours(12);
}
