using System.Globalization;
using System.Text;

using Trestle.Learners.Packages;
using Trestle.Rows.PredictionLogs;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Curate;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Windows;
using Trestle.Stages.Register;
using Trestle.Storage.Files;
using Trestle.Storage.Records;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Monitor;

/// <summary>
/// Stage 21: compares the requests of a version, window by window, with its training data. A window is judged once, when it is over;
/// its report is recorded, and alarms become alerts.
/// </summary>
public sealed class MonitorStage(Project project, RecordStore records, Resources machine, TimeProvider clock)
{
    private readonly MonitorSettings settings = project.For(Stage).Read(MonitorSettings.Section);
    private readonly string model = project.For(Stage).Read(Section.Name);

    /// <summary>Which of the 22 stages this is.</summary>
    public static Stage Stage => Stage.Monitor;

    /// <summary>Judges every window of a version that is over and has not been judged, in order.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="log">The prediction log of its hosts.</param>
    /// <param name="version">The version that answers.</param>
    /// <param name="since">Since when it does.</param>
    /// <param name="cancellation">Stops between two windows.</param>
    public async Task<IReadOnlyList<SignalReport>> AdvanceAsync(
        string deployment, PredictionLog log, int version, DateTimeOffset since, CancellationToken cancellation)
    {
        CheckWindow();
        var past = (await ReportsAsync(deployment, version, cancellation)).ToList();
        var made = new List<SignalReport>();
        var from = Begin(past, since);
        if (from + settings.Window > clock.GetUtcNow())
        {
            return made;
        }

        using var tables = machine.Tables(project);
        log.Archive(tables, cancellation);
        using var reader = log.Read(tables, cancellation);
        var watched = await WatchedAsync(version, tables, cancellation);
        for (var to = from + settings.Window; to <= clock.GetUtcNow(); (from, to) = (to, to + settings.Window))
        {
            cancellation.ThrowIfCancellationRequested();
            var window = Window(watched, reader, version, from, to, cancellation);
            var report = WindowJudge.Judge(
                deployment, version, new MonitorView(watched.Reference, window, settings, MonitorHistory.Of(past)), cancellation);

            // The report first: a crash before the alerts leaves a report, and the alerts follow with the next window that shows the cause.
            if (!await records.Documents.PutAsync(
                Kind(deployment, version), Name(from), Encoding.UTF8.GetString(Documents.Write(report)), 0, null, cancellation))
            {
                // Somebody else has judged it at the same time.
                past.Add(report);
                continue;
            }

            await new AlertStore(records, project.For(Stage).Read(AlertSettings.Section), clock).TakeAsync(report, cancellation);
            past.Add(report);
            made.Add(report);
        }

        return made;
    }

    /// <summary>The window that a version is in.</summary>
    public async Task<RunningWindow> RunningAsync(
        string deployment, int version, DateTimeOffset since, CancellationToken cancellation)
    {
        CheckWindow();
        return Running(await ReportsAsync(deployment, version, cancellation), since);
    }

    /// <summary>
    /// Judges what there is of the window that a version is in. It is not recorded and raises no alert: the window is judged once, when it
    /// is over.
    /// </summary>
    public async Task<SignalReport> PreviewAsync(
        string deployment, PredictionLog log, int version, DateTimeOffset since, CancellationToken cancellation)
    {
        CheckWindow();
        var past = await ReportsAsync(deployment, version, cancellation);
        using var tables = machine.Tables(project);
        using var reader = log.Read(tables, cancellation);
        var watched = await WatchedAsync(version, tables, cancellation);
        var window = Window(watched, reader, version, Running(past, since).From, clock.GetUtcNow(), cancellation);
        return WindowJudge.Judge(
            deployment, version, new MonitorView(watched.Reference, window, settings, MonitorHistory.Of(past).WithoutTraffic()),
            cancellation);
    }

    /// <summary>The reports of a version, the oldest first.</summary>
    public async Task<IReadOnlyList<SignalReport>> ReportsAsync(string deployment, int version, CancellationToken cancellation) =>
        [
            .. (await records.Documents.ListAsync(Kind(deployment, version), cancellation)).Select(
                document => Documents.Read<SignalReport>(Encoding.UTF8.GetBytes(document.Json)))];

    /// <summary>
    /// The values of a column (or of a score) in a time window and in training; null when there is no such column, its values are not
    /// compared, or they are private.
    /// </summary>
    public async Task<Distributions?> DistributionsAsync(
        PredictionLog log, int version, string subject, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        using var tables = machine.Tables(project);
        using var reader = log.Read(tables, cancellation);
        var watched = await WatchedAsync(version, tables, cancellation);
        var feature = watched.Reference.Features.FirstOrDefault(column => column.Name == subject);
        var score = feature is null ? watched.Reference.Scores.FirstOrDefault(column => column.Name == subject) : null;
        if ((feature ?? score) is not { Private: false } known)
        {
            return null;
        }

        var window = Window(watched, reader, version, from, to, cancellation);
        return Distributions.Of(known, score is null ? window.Feature(subject) : window.Score(subject));
    }

    /// <summary>The reference of a version; made from its run on first use.</summary>
    public async Task<MonitorReference> ReferenceAsync(int version, CancellationToken cancellation)
    {
        using var tables = machine.Tables(project);
        return (await WatchedAsync(version, tables, cancellation)).Reference;
    }

    private void CheckWindow()
    {
        if (settings.Window < TimeSpan.FromMinutes(1))
        {
            throw new TrestleException(MonitorErrors.TooShort(settings.Window));
        }
    }

    private static DateTimeOffset Begin(IReadOnlyCollection<SignalReport> past, DateTimeOffset since) =>
        past.Count == 0 ? since : past.Max(report => report.To);

    private RunningWindow Running(IReadOnlyCollection<SignalReport> past, DateTimeOffset since)
    {
        var begin = Begin(past, since);
        var waiting = (int)Math.Clamp((clock.GetUtcNow() - begin) / settings.Window, 0, int.MaxValue);
        var from = begin + (waiting * settings.Window);
        return new RunningWindow(from, from + settings.Window, past.Count, waiting);
    }

    private static string Kind(string deployment, int version) => $"signals/{deployment}/{version}";

    /// <summary>A name that sorts windows by time.</summary>
    private static string Name(DateTimeOffset from) =>
        from.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.fffffff'Z'", CultureInfo.InvariantCulture);

    internal async Task<Watched> WatchedAsync(int version, TableEngine tables, CancellationToken cancellation)
    {
        var registered = (await records.VersionsAsync(model, cancellation)).FirstOrDefault(entry => entry.Version == version)
            ?? throw new TrestleException(MonitorErrors.NoVersion(model, version));
        var run = await records.RunAsync(registered.Run, cancellation)
            ?? throw new TrestleException(MonitorErrors.NoVersion(model, version));
        var package = ModelPackage.Open(await new ModelRegistry(project, records).PackageOfAsync($"{version}", cancellation));
        var artifacts = await WrittenAsync(run.Id, cancellation);
        var curation = artifacts.Has(Artifact.CurationPlan)
            ? artifacts.Read(Artifact.CurationPlan)
            : CurationPlan.Of(artifacts.Read(Artifact.CleanPlan), artifacts.Read(Artifact.StandardPlan));
        var reference = await ReferenceAsync(version, artifacts, package, tables, cancellation);
        return new Watched(package, curation, new UnusualRows(package), reference);
    }

    /// <summary>What a run wrote up to the package of its model.</summary>
    private async Task<ArtifactReader> WrittenAsync(int run, CancellationToken cancellation)
    {
        var places = new List<ArtifactPlace>();
        foreach (var stage in Stage.All.Where(stage => stage.Number <= Stage.Package.Number))
        {
            places.AddRange(await RunRecords.ArtifactsAsync(records, run, stage, cancellation));
        }

        // The tables, too: the reference is made from them.
        await project.Store.FetchAsync(places.Select(place => place.Hash), cancellation);
        return new ArtifactReader(project.Store, places);
    }

    private async Task<MonitorReference> ReferenceAsync(
        int version, ArtifactReader artifacts, ModelPackage package, TableEngine tables, CancellationToken cancellation)
    {
        var file = Path.Combine(project.StateFolder, "references", $"{model}-{version}.json");
        if (!File.Exists(file))
        {
            var made = CuratedReference.Make(artifacts, project.Store, tables, project.For(Stage), cancellation);

            // Only what a request holds, or what is looked up for it, can be watched.
            made = made with
            {
                Features =
                [
                    .. made.Features.Where(column => package.Contract.Find(column.Name) is not null
                        || package.Plan.LookUps.Any(look => look.Adds(column.Name))),
                ],
            };
            PrivateFiles.CreateFolder(Path.GetDirectoryName(file)!);
            AtomicFile.WriteStream(file, stream => stream.Write(Documents.Write(made)));
        }

        return Documents.Read<MonitorReference>(File.ReadAllBytes(file));
    }

    private MonitorWindow Window(
        Watched watched, LogReader reader, int version, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        var window = new MonitorWindow(watched.Reference, from, to);
        (string? Host, double Sequence) request = default;
        foreach (var block in reader.Predictions(PredictionLogTime.Microseconds(from), PredictionLogTime.Microseconds(to), cancellation))
        {
            if (Own(block, version) is { } own)
            {
                var curated = watched.Curate(own.Inputs);
                window.Add(curated, Interleaved(own), PredictionLogTime.Time(own.At.Max()));
                window.AddRequests([.. Enumerable.Range(0, own.Count).Where(Begins).Select(row => own.Microseconds[row] / 1e6)], 0);
                foreach (var (column, flag, rows) in watched.Unusual.Count(curated))
                {
                    window.AddUnusual(column, flag, rows);
                }

                // The first rows of a request may have been refused.
                bool Begins(int row)
                {
                    var before = request;
                    request = (own.Hosts[row], own.Sequences[row]);
                    return request != before;
                }
            }
        }

        foreach (var refusal in reader.Refusals(PredictionLogTime.Microseconds(from), PredictionLogTime.Microseconds(to), cancellation))
        {
            Add(window, refusal);
        }

        AddLabels(window, watched.Contract, reader, version, cancellation);
        return window;
    }

    private static void Add(MonitorWindow window, RefusalRecord refusal)
    {
        if (refusal.IsRequest)
        {
            window.AddRequests([0], refusal.Status >= 500 ? 1 : 0);
        }

        if (refusal.Status < 500)
        {
            window.AddRefusals(refusal.Code, refusal.Column.Length > 0 ? refusal.Column : null, refusal.Rows);
        }
    }

    /// <summary>Labels of the predictions that are due: those of the window itself, or of as long ago as labels take.</summary>
    private void AddLabels(MonitorWindow window, Contract contract, LogReader reader, int version, CancellationToken cancellation)
    {
        var (from, to) = (
            PredictionLogTime.Microseconds(window.From - settings.LabelDelay),
            PredictionLogTime.Microseconds(window.To - settings.LabelDelay));
        var (began, ended) = (PredictionLogTime.Microseconds(window.From), PredictionLogTime.Microseconds(window.To));
        var book = reader.Labels(from, new LabelStore(began, ended), cancellation);
        window.AddDue(
            settings.LabelDelay == TimeSpan.Zero ? window.Rows : reader.Predictions(from, to, cancellation).Sum(
                block => Own(block, version)?.Count ?? 0));
        window.AddFlaws(Flaws(book, contract, reader.Times(book.Arrived, cancellation), reader.Removed, from));
        foreach (var row in LabelledRows.Of(reader, book, contract, block => Own(block, version), from, to, cancellation))
        {
            var scores = Interleaved(row.Block);
            var outputs = row.Block.Scores.Count;
            for (var i = 0; i < row.Block.Count; i++)
            {
                var predicted = scores.AsSpan(i * outputs, outputs);
                window.AddLabel(
                    LabelledSample.Key(row.Block.At[i], row.Block.Id(i).Row, predicted), predicted, row.Labels[i],
                    TimeSpan.FromMicroseconds(Math.Max(0, row.LabelledAt[i] - row.Block.At[i])));
            }
        }
    }

    /// <summary>
    /// What is wrong with the labels that came in during a window, whose own predictions begin at <paramref name="from"/>.
    /// </summary>
    private static LabelFlaws Flaws(
        LabelStore book, Contract contract, IReadOnlyDictionary<PredictionId, double> predicted, IReadOnlyDictionary<ulong, long> removed,
        double from)
    {
        var labels = new Labels(contract);
        var deleted = book.Arrived.LongCount(
            id => !predicted.ContainsKey(id) && removed.TryGetValue(id.Host, out var last) && id.Sequence <= last);
        return new LabelFlaws(book.Duplicates, book.Contradictions, book.Malformed + book.Arrived.Count - predicted.Count - deleted)
        {
            Unknown = predicted.Keys.LongCount(id => double.IsNaN(book.Find(id)!.Value.Means(labels))),
            Late = predicted.Values.LongCount(at => at < from) + deleted,
        };
    }

    /// <summary>The rows that a version answered; null when there are none. Rows scored as a shadow do not count.</summary>
    private static LoggedBlock? Own(LoggedBlock block, int version)
    {
        var rows = Enumerable.Range(0, block.Count).Where(row => block.Versions[row] == version && block.Roles[row] < 2).ToArray();
        return rows.Length == 0 ? null : rows.Length == block.Count ? block : block.Take(rows);
    }

    private static double[] Interleaved(LoggedBlock block)
    {
        var outputs = block.Scores.Count;
        var scores = new double[block.Count * outputs];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = block.Scores[i % outputs][i / outputs];
        }

        return scores;
    }

    /// <summary>A version that is watched: its contract, how training cleaned and standardised its rows, and its reference.</summary>
    internal sealed class Watched(ModelPackage package, StepList curation, UnusualRows unusual, MonitorReference reference)
    {
        private readonly Dictionary<RowSchema, BoundPlan> plans = [];

        public ModelPackage Package => package;

        public Contract Contract => package.Contract;

        public UnusualRows Unusual => unusual;

        public MonitorReference Reference => reference;

        /// <summary>A request's rows as in training.</summary>
        public RowBlock Curate(RowBlock inputs)
        {
            if (!plans.TryGetValue(inputs.Schema, out var plan))
            {
                plan = CurationPlan.FitTo(curation, inputs.Schema, package.Tables).Bind();
                plans.Add(inputs.Schema, plan);
            }

            return plan.Apply(inputs);
        }
    }
}
