using Trestle.Learners.Packages;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Infer;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Windows;
using Trestle.Stages.Register;
using Trestle.Storage.Records;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Monitor;

/// <summary>
/// Judges rows of the past, read from a file, as if a version had been asked them: without a server, a prediction log or a record. Rows
/// that break the contract count as refused; the target column, where the file has one, holds the labels.
/// </summary>
public sealed class FileMonitor(Project project, RecordStore records, Resources machine, TimeProvider clock)
{
    private const int MostWindows = 2000;

    private readonly MonitorSettings settings = project.For(MonitorStage.Stage).Read(MonitorSettings.Section);
    private readonly TableSettings table = project.For(MonitorStage.Stage).Read(Section.Table);

    /// <summary>
    /// Judges the rows of a file. Where they have the project's time column, in windows of <c>monitor.window</c>, else as one.
    /// </summary>
    /// <param name="model">The version or alias that scores them.</param>
    /// <param name="file">The file: CSV, Parquet, Arrow or JSON lines.</param>
    /// <param name="cancellation">Stops between two blocks of rows.</param>
    public async Task<FileReport> JudgeAsync(string model, string file, CancellationToken cancellation)
    {
        var name = project.For(MonitorStage.Stage).Read(Section.Name);
        var version = await new ModelRegistry(project, records).VersionAsync(name, model, cancellation);
        using var tables = machine.Tables(project);
        var watched = await new MonitorStage(project, records, machine, clock).WatchedAsync(version, tables, cancellation);
        using var import = InferStage.Open(project, tables, watched.Contract, file, cancellation);
        var windows = Windows(import, watched.Reference, file, cancellation);
        var counts = Count(import, watched, windows, cancellation);
        var past = new List<SignalReport>();
        foreach (var window in windows.All)
        {
            var view = new MonitorView(watched.Reference, window, settings, MonitorHistory.Of(past));
            past.Add(WindowJudge.Judge(MonitorCatalog.OfRows, name, version, view, cancellation));
        }

        return new FileReport(
            file, version, counts.Rows, counts.Refused, import.RejectedCount, counts.Labels, counts.Timeless, past);
    }

    /// <summary>Divides the rows by their time, from the first whole multiple of the window's length on.</summary>
    private Divided Windows(Import import, MonitorReference reference, string file, CancellationToken cancellation)
    {
        if (table.Time is not { } time || import.Table.Schema.Find(time) < 0
            || TimeColumn.Read(table, import, time, cancellation) is not { AreDates: true } times)
        {
            var now = clock.GetUtcNow();
            return new Divided([new MonitorWindow(reference, now, now)], null);
        }

        var length = settings.Window.TotalMicroseconds;
        var numbers = times.Values.Where(value => !double.IsNaN(value)).Select(value => Math.Floor(value / length)).Distinct().Order()
            .ToArray();
        if (numbers.Length > MostWindows)
        {
            throw new TrestleException(MonitorErrors.TooManyWindows(numbers.Length, MostWindows, file));
        }

        var position = numbers.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        return new Divided(
            [
                .. numbers.Select(number => new MonitorWindow(
                    reference, PredictionLogTime.Time(number * length), PredictionLogTime.Time((number + 1) * length))),
            ],
            [.. times.Values.Select(value => double.IsNaN(value) ? -1 : position[Math.Floor(value / length)])]);
    }

    private static Counts Count(Import import, MonitorStage.Watched watched, Divided windows, CancellationToken cancellation)
    {
        var scorer = new Scorer(watched.Package);
        var contract = watched.Contract;
        var asking = new ContractRows(watched.Package, import.Table.Schema, import.Types);
        var labels = import.Table.Schema.Find(contract.Target) >= 0 ? new Labels(contract) : null;
        string[] columns = [.. ContractSteps.Features(contract).Select(column => column.Name).OrderByDescending(column => column.Length)];
        var counts = new Counts(0, 0, 0, 0);
        var before = 0L;
        foreach (var block in import.Table.Scan(null, null, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            var asked = asking.Of(block);
            var known = labels?.Of(block);
            foreach (var (index, rows) in windows.Of(before, block.Rows))
            {
                if (index < 0)
                {
                    counts = counts with { Timeless = counts.Timeless + rows.Length };
                    continue;
                }

                counts += Add(windows.All[index], watched, scorer, columns, asked, rows, known, before);
            }

            before += block.Rows;
        }

        return counts;
    }

    /// <summary>Adds some rows of a block to their window.</summary>
    private static Counts Add(
        MonitorWindow window, MonitorStage.Watched watched, Scorer scorer, string[] columns, AskedRows asked, int[] rows, double[]? labels,
        long before)
    {
        var sound = rows.Where(row => asked.Faults[row] is null).ToArray();
        foreach (var faults in rows.Except(sound).GroupBy(row => Array.Find(
            columns, column => asked.Faults[row]!.StartsWith($"{column} ", StringComparison.Ordinal))))
        {
            window.AddRefusals("contract", faults.Key, faults.Count());
        }

        var kept = asked.Rows.Take(sound);
        var scores = scorer.Score(kept);
        var curated = watched.Curate(kept);
        window.Add(curated, scores.Values, window.To);
        foreach (var (column, flag, count) in watched.Unusual.Count(curated))
        {
            window.AddUnusual(column, flag, count);
        }

        var labelled = 0;
        if (labels is not null)
        {
            window.AddDue(sound.Length);
            for (var i = 0; i < sound.Length; i++)
            {
                if (!double.IsNaN(labels[sound[i]]))
                {
                    window.AddLabel((ulong)(before + sound[i]), scores.Row(i), labels[sound[i]], TimeSpan.Zero);
                    labelled++;
                }
            }
        }

        return new Counts(sound.Length, rows.Length - sound.Length, labelled, 0);
    }

    private sealed record Counts(long Rows, long Refused, long Labels, long Timeless)
    {
        public static Counts operator +(Counts a, Counts b) =>
            new(a.Rows + b.Rows, a.Refused + b.Refused, a.Labels + b.Labels, a.Timeless + b.Timeless);
    }

    /// <summary>Windows, and the window of each row; no numbers for a single window.</summary>
    private sealed record Divided(IReadOnlyList<MonitorWindow> All, int[]? Numbers)
    {
        /// <summary>The rows of a block by their window; -1 for those in none.</summary>
        public IEnumerable<(int Window, int[] Rows)> Of(long before, int rows) => Enumerable.Range(0, rows)
            .GroupBy(row => Numbers is null ? 0 : Numbers[before + row]).Select(group => (group.Key, group.ToArray()));
    }
}
