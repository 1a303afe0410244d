using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Splits;

namespace Trestle.Stages.Ingest;

/// <summary>
/// Stage 1: copies the sources into one immutable table and assigns every row to the test part or a fold, before anything is learned.
/// </summary>
internal sealed class IngestStage : IStage
{
    private const int KeptUnreadable = 1000;
    private const long LookUpMemory = 64 << 20;

    /// <inheritdoc/>
    public Stage Stage => Stage.Ingest;

    /// <inheritdoc/>
    public string Fingerprint(Project project, CancellationToken cancellation)
    {
        var temporary = project.NewTempFolder();
        using var tables = new TableEngine(new TableEngineSettings(1, LookUpMemory, temporary));
        var settings = project.For(Stage);
        var others = settings.Read(TableSource.Sources).OrderBy(source => source.Key, StringComparer.Ordinal)
            .Select(source => (source.Key, source.Value.From));
        return string.Join(
            '\n',
            others.Prepend((TableSource.Main, settings.Read(SourceSettings.Section)))
                .Select(source => SourceReader.Version(Request(project, source.Item1, source.Item2, tables, temporary), cancellation)));
    }

    /// <inheritdoc/>
    public async Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var (settings, columns) = (context.Read(SourceSettings.Section), context.Read(Section.Table));
        context.Report(0, $"reading {settings.Name()}");
        var earlier = await EarlierTables.OfAsync(context, cancellation);
        using var read = Read(context, TableSource.Main, settings, earlier, cancellation);
        using var others = new OtherTables(context, earlier, cancellation);
        using var labelled = Labelled(context, read.Import, others, cancellation);
        var source = labelled is null ? read : read with { Import = labelled.Import };
        var import = source.Import;
        Check(context, import);
        using var hash = new Meanwhile<ContentHash>(stop => ContentHash.OfFile(import.Table.Path, stop), cancellation);

        context.Report(0.6, "splitting");
        var (split, times) = SplitChoice.Of(context, import, cancellation);
        var notes = SplitChoice.Notes(context, import, cancellation);
        var folds = Path.Combine(context.Project.NewTempFolder(), "folds.parquet");
        var table = context.Tables.Split(import, split, times, folds, cancellation);
        var counts = table.FoldRows(cancellation);
        CheckParts(context.Read(SplitSettings.Section), counts, table.Origins);

        context.Write(Artifact.RawTable, Described(source, columns.Private) with
        {
            Table = context.Keep("table", import.Table.Path, hash.Result),
            Folds = context.Keep("folds", folds),
            SplitBy = SplitChoice.Words(split),
            Split = [.. counts.OrderBy(entry => entry.Key).Select(entry => new SplitPart(Name(entry.Key), entry.Key, entry.Value))],
            Time = columns.Time,
            Origins = table.Origins is not { } plan ? null : new RollingOrigins(
                [.. plan.Origins.Select(origin => new FoldRound(FoldSet.Of(origin.Learn), FoldSet.Of(origin.Measure)))],
                FoldSet.Of(plan.Learned), split.Rolling!.Window),
            Group = columns.Group,
            Notes = [.. import.Notes, .. labelled?.Notes ?? [], .. notes],
            Tables = others.Keep(),
        });
    }

    /// <summary>The rows with their target, where the configuration says how it is made; null where the source has it.</summary>
    private static MadeLabels? Labelled(UnitContext context, Import import, OtherTables others, CancellationToken cancellation)
    {
        if (context.Read(LabelSettings.Section) is not { } label)
        {
            return null;
        }

        context.Report(0.4, "making the target");
        return MadeLabels.Make(
            label, context.Read(Section.Table), import, () => others.Read(label.Event!.Table), context.Tables,
            setting => context.Project.Positions.Find(setting).ToString(), cancellation);
    }

    /// <summary>Reads the rows of a table, by its name.</summary>
    internal static SourceRead Read(
        UnitContext context, string name, SourceSettings settings, EarlierTables earlier, CancellationToken cancellation,
        Func<string, Import>? known = null)
    {
        var request = Request(context.Project, name, settings, context.Tables, context.Project.NewTempFolder()) with { Known = known };
        return settings.Increment.Watermark is null ? SourceReader.Read(request, cancellation)
            : new GrowingSource(request, earlier, name, context).Read(cancellation);
    }

    /// <summary>
    /// What is known of a snapshot once its source has been read; where its rows are, and how they are split, is still open.
    /// </summary>
    internal static RawTable Described(SourceRead source, IReadOnlyList<string> secret) => new()
    {
        Files = source.Files,
        Format = source.Format,
        Increment = source.Increment,
        Rows = source.Import.Table.Rows,
        Columns = [.. source.Import.Table.Schema.Columns.Select(column => column.Name)],
        SourceNames = source.Import.SourceNames,
        MadeFrom = source.Origins,
        Table = default,
        SplitBy = "",
        Split = [],
        Unreadable =
        [
            .. (source.Earlier?.Unreadable ?? []).Concat(source.Import.Rejected.Select(
                line => new BadRow(null, line.Line, null, line.Reason, secret.Count > 0 ? null : Short(line.Text))))
                .Take(KeptUnreadable),
        ],
        UnreadableRows = source.Import.RejectedCount + (source.Earlier?.UnreadableRows ?? 0),
        Delimiter = source.Import.Delimiter,
        Notes = source.Import.Notes,
    };

    private static SourceRequest Request(Project project, string name, SourceSettings settings, TableEngine tables, string temporary)
    {
        var hasSeveral = project.For(Stage.Ingest).Read(TableSource.Sources).Count > 0;
        return new SourceRequest(
            settings, project.Folder, tables, temporary, project.Positions.Find(hasSeveral ? $"sources.{name}" : "source").ToString());
    }

    private static void Check(UnitContext context, Import import)
    {
        var settings = context.Read(Section.Table);
        var names = import.Table.Schema.Columns.Select(column => column.Name).ToArray();
        var file = context.Read(SourceSettings.Section).Name();
        if (names.Length == 1)
        {
            throw new TrestleException(IngestErrors.OnlyOneColumn(names[0], file));
        }

        var named = settings.Key.Select(column => ("key", column))
            .Append(("target", settings.Target))
            .Append(("time", settings.Time ?? settings.Target))
            .Append(("group", settings.Group ?? settings.Target));
        var missing = named
            .Where(pair => !names.Contains(pair.Item2))
            .DistinctBy(pair => pair.Item2)
            .Select(
                pair => IngestErrors.MissingColumn(pair.Item1, pair.Item2, names, context.Project.Positions.Find(pair.Item1).ToString()))
            .ToArray();
        if (missing.Length > 0)
        {
            throw new TrestleException(missing);
        }

        if (import.Table.Rows == 0)
        {
            throw new TrestleException(IngestErrors.NoRows(file));
        }
    }

    private static void CheckParts(SplitSettings settings, IReadOnlyDictionary<int, long> counts, OriginPlan? plan)
    {
        var folds = counts.Where(entry => entry.Key >= 0).ToArray();
        long Rows(IReadOnlyList<int> parts) => parts.Sum(part => counts.GetValueOrDefault(part));
        var few = plan is null
            ? folds.Length < settings.Folds || folds.Any(fold => fold.Value < 2)
            : Rows(plan.Learned) < 2 || plan.Origins.Any(origin => Rows(origin.Learn) < 2 || Rows(origin.Measure) < 2);
        if (few || counts.GetValueOrDefault(CuratedRows.TestFold) < 2)
        {
            throw new TrestleException(
                IngestErrors.NotEnoughRows(counts.Where(entry => entry.Key >= -1).Sum(entry => entry.Value), settings.Folds));
        }
    }

    private static string Name(int fold) => fold switch
    {
        CuratedRows.TestFold => "test part",
        RawRows.UnlabelledFold => "without a target",
        RawRows.UntimedFold => "without a time",
        RollingOrigin.Apart => "in the gap or after the horizon",
        _ => $"fold {fold}",
    };

    private static string Short(string text) => text.Length <= 120 ? text : text[..120] + "…";
}
