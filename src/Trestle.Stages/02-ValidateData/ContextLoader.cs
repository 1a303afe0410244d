using System.Runtime.CompilerServices;

using Trestle.Rows.Stats;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;
using Trestle.Storage.Records;
using Trestle.Storage.Tables;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// Finds what expectations may know besides the rows: files and tables of earlier runs that they compare with, and the results of queries.
/// </summary>
/// <param name="tables">Reads them.</param>
/// <param name="contract">How their columns are read: as those of the table.</param>
/// <param name="source">How files of this kind are written.</param>
/// <param name="pathOf">Where a path in the configuration leads.</param>
/// <param name="storedAt">Where a table of a run is kept.</param>
internal sealed class ContextLoader(
    TableEngine tables, Contract contract, SourceSettings source, Func<string, string> pathOf, Func<ContentHash, string> storedAt)
{
    private const int MostTables = 200;

    /// <summary>The files that expectations are compared with, as the configuration names them.</summary>
    public static IReadOnlyList<string> Files(IEnumerable<IExpectation> expectations) =>
        [.. expectations.OfType<DistanceRule>().Select(rule => rule.Reference).Where(name => name != DistanceRule.LastRun).Distinct()];

    /// <summary>The other tables that expectations ask for.</summary>
    public static IEnumerable<string> Asked(IEnumerable<IExpectation> expectations) => expectations
        .Select(expectation => expectation switch { ForeignKey key => key.Table, EqualRowCount count => count.Table, _ => null })
        .OfType<string>().Distinct();

    /// <summary>Whether expectations ask for anything besides the rows themselves.</summary>
    public static bool LooksElsewhere(IReadOnlyCollection<IExpectation> expectations) =>
        AsksForRuns(expectations) || Files(expectations).Count > 0 || Asked(expectations).Any()
        || expectations.Any(expectation => expectation is SqlQuery or ProgramCheck);

    /// <summary>Whether expectations ask for earlier runs.</summary>
    public static bool AsksForRuns(IEnumerable<IExpectation> expectations) =>
        expectations.Any(expectation => expectation is Volume or UsualFigure or DistanceRule { Reference: DistanceRule.LastRun });

    /// <summary>The tables of earlier runs that differ from each other and from a present one, the latest first.</summary>
    public static async Task<IReadOnlyList<EarlierRun>> EarlierAsync(
        RecordStore records, Project project, ContentHash? present, IEnumerable<IExpectation> expectations, CancellationToken cancellation)
    {
        var found = new List<EarlierRun>();
        HashSet<ContentHash> seen = present is { } own ? [own] : [];
        var figures = expectations.Any(expectation => expectation is UsualFigure)
            ? await FiguresAsync(records, project, cancellation) : [];
        await foreach (var (at, raw) in LatestAsync<RawTable>(records, project, Stage.Ingest, Artifact.RawTable.Name, cancellation))
        {
            if (seen.Add(raw.Table))
            {
                found.Add(new EarlierRun(at, raw)
                {
                    Figures = figures.GetValueOrDefault(raw.Table) ?? new Dictionary<string, double>(),
                });
            }
        }

        return found;
    }

    /// <summary>What expectations measured of the tables of earlier runs; of one that was measured again, the latest figures.</summary>
    private static async Task<Dictionary<ContentHash, Dictionary<string, double>>> FiguresAsync(
        RecordStore records, Project project, CancellationToken cancellation)
    {
        var figures = new Dictionary<ContentHash, Dictionary<string, double>>();

        // What this stage itself wrote in earlier runs is no artifact of this one.
        var name = Stage.ValidateData.Writes[0];
        await foreach (var (_, report) in LatestAsync<DataReport>(records, project, Stage.ValidateData, name, cancellation))
        {
            var measured = report.Checks.Select(check => check.Figure).OfType<MeasuredFigure>();
            if (report.Table is not { } table)
            {
                continue;
            }

            foreach (var figure in measured)
            {
                if (!figures.TryGetValue(table, out var known))
                {
                    figures.Add(table, known = new Dictionary<string, double>(StringComparer.Ordinal));
                }

                known.TryAdd(figure.Of, figure.Value);
            }
        }

        return figures;
    }

    /// <summary>The latest different documents that a stage wrote, the latest first.</summary>
    private static async IAsyncEnumerable<(DateTimeOffset At, T Document)> LatestAsync<T>(
        RecordStore records, Project project, Stage stage, string artifact, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var outputs = await records.OutputsAsync(stage.Slug, artifact, cancellation);
        var latest = outputs.Reverse().DistinctBy(output => output.Hash).Take(MostTables).ToArray();
        await project.Store.FetchAsync(latest.Select(output => output.Hash), cancellation);
        foreach (var output in latest)
        {
            yield return (output.At, Documents.Read<T>(project.Store.Get(output.Hash)));
        }
    }

    /// <summary>The project's other tables, by name: where they are, and how their columns are read.</summary>
    public IReadOnlyDictionary<string, (ContentHash Table, Contract Contract)> Others { get; init; } =
        new Dictionary<string, (ContentHash, Contract)>();

    /// <summary>All that expectations of a table may know.</summary>
    /// <param name="expectations">The expectations.</param>
    /// <param name="table">The table.</param>
    /// <param name="earlier">The tables of earlier runs, the latest first.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public ExpectationContext Load(
        IReadOnlyList<IExpectation> expectations, ParquetTable table, IReadOnlyList<EarlierRun> earlier,
        DateTimeOffset now, CancellationToken cancellation)
    {
        var references = Files(expectations).SelectMany(name => OfFile(expectations, name, cancellation)).ToList();
        if (expectations.Any(expectation => expectation is DistanceRule { Reference: DistanceRule.LastRun })
            && earlier.Select(run => storedAt(run.Table.Table)).FirstOrDefault(File.Exists) is { } last)
        {
            references.AddRange(Of(expectations, DistanceRule.LastRun, tables.Open(last, cancellation), cancellation));
        }

        return new ExpectationContext(now)
        {
            References = references.ToDictionary(pair => pair.Key, pair => pair.Value),
            Earlier =
            [
                .. earlier.Select(run => new EarlierTable(
                    run.At, run.Table.Split.Where(part => part.Fold != RawRows.UnlabelledFold).Sum(part => part.Rows))
                {
                    Figures = run.Figures,
                }),
            ],
            Tables = Asked(expectations).Where(name => Others.TryGetValue(name, out var other) && File.Exists(storedAt(other.Table)))
                .ToDictionary(
                    name => name,
                    name => new OtherRowsReader(tables.Open(storedAt(Others[name].Table), cancellation), Others[name].Contract).Read(
                        expectations.OfType<ForeignKey>().Where(rule => rule.Table == name), contract, cancellation)),
            Queries = expectations.OfType<SqlQuery>().Select(rule => rule.Query).Distinct().ToDictionary(
                query => query, query => tables.Query(table, query, FailuresValue.Most, cancellation)),
            Programs = expectations.OfType<ProgramCheck>().DistinctBy(rule => rule.Question).ToDictionary(
                rule => rule.Question,
                rule => new ProgramRows(table, contract, Path.GetFullPath(pathOf("."))).Run(rule, cancellation)),
        };
    }

    private IReadOnlyList<((string, string, string) Key, Distribution Value)> OfFile(
        IEnumerable<IExpectation> expectations, string reference, CancellationToken cancellation)
    {
        var path = pathOf(reference);
        var settings = source with { Path = [path], Format = null };
        using var import = StandardNames.For(
            contract,
            StandardNames.Read(
                SourceCatalog.For(settings, tables.FindFiles([path], cancellation), reference), tables, [path], settings, cancellation),
            tables, cancellation);
        return Of(expectations, reference, import.Table, cancellation);
    }

    /// <summary>The distributions in a table, of its rows that meet the condition of a rule.</summary>
    private IReadOnlyList<((string, string, string) Key, Distribution Value)> Of(
        IEnumerable<IExpectation> expectations, string reference, ParquetTable table, CancellationToken cancellation)
    {
        var file = new NumberedFile(table);
        var present = file.Present(contract);
        var typing = ContractSteps.Typing(present, file.Schema);
        var rows = ExpectationRows.Of(present, file.Schema, typing.Output, []);
        var known = rows.Known(present);
        var groups = expectations.OfType<DistanceRule>()
            .Where(rule => rule.Reference == reference && present.Find(rule.Column) is not null)
            .GroupBy(rule => rule.Where?.Source)
            .Select(group => (
                Rows: RowGroup.Of(group.First().Where, [.. group], rows.Schema, known),
                Needs: group.DistinctBy(rule => rule.Column).ToDictionary(rule => rule.Key, rule => Needed(rule.Column))))
            .ToArray();
        var values = LaneScan.Run(
            RowRange.Of(table.Rows), range => file.Scan(range, cancellation),
            () => Array.ConvertAll(groups, group => new StatSet(group.Needs.Values, rows.Schema)),
            (lane, block) => Add(lane, rows.Of(block, typing.Apply(Infinities.Without(block)))),
            (lane, other) =>
            {
                for (var i = 0; i < lane.Length; i++)
                {
                    lane[i].Merge(other[i]);
                }
            },
            table.Threads, cancellation);
        return
        [
            .. groups.Zip(values).SelectMany(pair => pair.First.Needs.Select(need => (
                need.Key,
                need.Value is Quantiles quantiles ? Distribution.Of(pair.Second.Values().Of(quantiles))
                    : Distribution.Of(pair.Second.Values().Of((Frequencies)need.Value))))),
        ];

        Stat Needed(string column) => rows.Schema[rows.Schema.Find(column)].Kind == ColumnKind.Number
            ? new Quantiles(column) : new Frequencies(column);

        void Add(StatSet[] lane, RowBlock block)
        {
            for (var i = 0; i < lane.Length; i++)
            {
                var positions = groups[i].Rows.Positions(block);
                lane[i].Add(positions is null ? block : block.Take(positions));
            }
        }
    }
}
