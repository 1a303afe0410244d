using Trestle.Rows.Keyed;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Curate;

/// <summary>
/// What a row of a series is forecast from: a look-up in the main table's own past, as of the origin of its forecast. The same table and
/// the same step serve training and requests.
/// </summary>
/// <param name="Join">The look-up.</param>
/// <param name="Shape">How the series are forecast.</param>
/// <param name="Settings">What the configuration says.</param>
internal sealed record ForecastJoin(Join Join, SeriesShape Shape, ForecastSettings Settings)
{
    private const string FileName = "forecast";
    private const string LastValue = ".last";

    /// <summary>The look-up; null where nothing is forecast.</summary>
    /// <param name="context">The unit of work.</param>
    /// <param name="contract">The contract of the main table.</param>
    /// <param name="taken">Names of the columns and of the keyed tables that there are.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static ForecastJoin? Build(UnitContext context, Contract contract, IReadOnlySet<string> taken, CancellationToken cancellation)
    {
        if (context.Read(ForecastSettings.Section) is not { } settings)
        {
            return null;
        }

        context.Report(0, "reading the series");
        string Place(string setting) => context.Project.Positions.Find($"forecast.{setting}").ToString();
        Check(context, settings, contract, Place);
        var (rows, lagged) = (LookedUpRows.Main(context, contract, cancellation), Lagged(context, settings, contract));
        var built = Table(settings, contract.Target, lagged, rows.Open([]), cancellation);
        var file = taken.Contains(FileName) ? $"{FileName}-2" : FileName;
        var table = KeyedTable.Open(built.File, file);
        var series = table.Series(contract.Target).ToList();
        var shows = !settings.Series.Any(column => contract.Find(column)!.Private);
        var step = SeriesRhythm.Of(series, settings.Step, shows, Place(settings.Step is null ? "time" : "step"));
        var season = settings.Season ?? step.Seasons.Season;
        var shape = new SeriesShape(
            contract.Target, step, settings.Horizon, season, season > 1 && step.Seasons.Longer > season ? step.Seasons.Longer : 0);
        string[] notes =
        [
            $"the step is a {step.Words}{(settings.Step is null ? ", learned from the times" : "")}; "
                + (season == 1 ? "no season" : $"a season has {Format.Count(season, "step")}"),
            .. SeriesRhythm.Notes(series, shape, shows, Place("series")),
        ];
        CheckTest(context.Read(Artifact.RawTable), series, shape, Place("horizon"));
        var (outputs, columns) = Outputs(shape, lagged, contract);
        if (outputs.FirstOrDefault(output => taken.Contains(output.Name)) is { } twice)
        {
            throw new TrestleException(CurateErrors.NameTaken(twice.Name, TableSource.Main, Place("time")));
        }

        return new ForecastJoin(
            new Join
            {
                Settings = AsJoin(settings),
                Where = Place("series"),
                Table = table,
                File = built.File,
                ShowsKeys = shows && settings.Series.Count > 0,
                ReadsDigits = false,
                Columns = columns,
                Fills = [],
                Step = new LookUp
                {
                    Table = file,
                    Columns = [.. settings.Series, settings.Time],
                    Outputs = outputs,
                    Timed = true,
                    Forecast = shape,
                    Outcome = ReservedColumns.Found + file,
                    Required = true,
                    Source = table,
                },
                Report = new JoinReport
                {
                    Keyed = file,
                    Table = TableSource.Main,
                    IsHistory = true,
                    Words = $"forecast of {Format.Count(settings.Horizon)} {step.Words}s"
                        + (settings.Series.Count == 0 ? "" : $" by {string.Join(", ", settings.Series)}"),
                    Columns = [.. outputs.Select(output => output.Name)],
                    MadeFrom = outputs.ToDictionary(output => output.Name, output => (IReadOnlyList<string>)[output.Column]),
                    TableRows = built.Schema.Rows,
                    Keys = built.Schema.Groups,
                    Keyless = built.Keyless,
                    Timeless = built.Timeless,
                    Newest = built.Schema.Newest,
                    Bytes = built.File.Length,
                    Notes = notes,
                },
            },
            shape, settings);
    }

    /// <summary>What later stages need to know, given all columns of the curated table.</summary>
    public ForecastTable Describe(RowSchema output, IReadOnlyList<Join> joins, IReadOnlyList<DerivedColumn> derived)
    {
        // What is joined by a key alone is known where the key is; what is joined by time is known as little as the table is.
        var known = Join.Columns.Select(column => column.Name)
            .Concat(Settings.Series).Concat(Settings.Known).Append(Settings.Time).ToHashSet(StringComparer.Ordinal);
        known.UnionWith(joins.Where(join => !join.Step.Timed && join.Step.Columns!.All(known.Contains))
            .SelectMany(join => join.Columns).Select(column => column.Name));
        known.UnionWith(derived.Where(column => column.From.All(known.Contains)).Select(column => column.Step.Name));
        return new ForecastTable
        {
            Shape = Shape,
            Series = Settings.Series,
            Columns = [.. Join.Columns.Select(column => column.Name)],
            Later = [.. output.Columns.Select(column => column.Name)
                .Where(name => !known.Contains(name) && !name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))],
        };
    }

    private static JoinSettings AsJoin(ForecastSettings settings) => new()
    {
        Table = TableSource.Main,
        On = [.. settings.Series.Select(column => new JoinKey { Main = column, Table = column })],
        AsOf = settings.Time,
        At = settings.Time,
        Unmatched = Unmatched.Quarantine,
        Prefix = "",
    };

    private static void Check(UnitContext context, ForecastSettings settings, Contract contract, Func<string, string> place)
    {
        var table = context.Read(Section.Table);
        string[] names =
        [
            .. ContractSteps.Features(contract).Select(column => column.Name).Where(name => !table.Ignore.Contains(name)),
        ];
        var curate = context.Read(CurateSettings.Section);
        Problem[] problems =
        [
            .. settings.Series.Where(column => contract.Find(column) is null || column == contract.Target)
                .Select(column => ForecastErrors.UnknownColumn("series", column, names, place("series"))),
            .. settings.Known.Where(column => !names.Contains(column) && curate.Joins.Count + curate.Deep.Count == 0
                    && !curate.Derive.ContainsKey(column))
                .Select(column => ForecastErrors.UnknownColumn("known", column, names, place("known"))),
            .. contract.Find(settings.Time)?.Type == ColumnType.Date ? []
                : new[] { ForecastErrors.NotDates(settings.Time, place("time")) },
        ];
        if (problems.Length > 0)
        {
            throw new TrestleException(problems);
        }
    }

    /// <summary>Numbers that are not known for the steps to come: their last values are.</summary>
    private static string[] Lagged(UnitContext context, ForecastSettings settings, Contract contract)
    {
        var table = context.Read(Section.Table);
        return
        [
            .. ContractSteps.Features(contract).Where(column => column.Type is ColumnType.Number or ColumnType.Boolean)
                .Select(column => column.Name)
                .Except([.. settings.Series, .. settings.Known, settings.Time, .. table.Key, .. table.Ignore]),
        ];
    }

    private static BuiltTable Table(
        ForecastSettings settings, string target, IReadOnlyList<string> lagged, (RowSchema Schema, IEnumerable<RowBlock> Blocks) rows,
        CancellationToken cancellation)
    {
        Column Of(string name) => rows.Schema[rows.Schema.Find(name)];
        var builder = new KeyedTableBuilder(new KeyedSchema
        {
            Table = TableSource.Main,
            Keys = [.. settings.Series.Select(Of)],
            Time = settings.Time,
            Columns = [Of(target), .. lagged.Select(Of)],
            Row = KeyedRow.Only,
            All = true,
        });
        foreach (var block in rows.Blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            builder.Add(block);
        }

        return builder.Build(cancellation);
    }

    private static (LookUpColumn[] Outputs, ColumnContract[] Columns) Outputs(
        SeriesShape shape, IReadOnlyList<string> lagged, Contract contract)
    {
        LookUpColumn[] outputs =
        [
            .. Enum.GetValues<SeriesValue>().Where(value => value != SeriesValue.LongSeasonal || shape.Longer > 0).Select(
                value => new LookUpColumn(shape.Target, shape.Column(value), ColumnKind.Number) { Series = value }),
            .. lagged.Select(
                name => new LookUpColumn(name, name + LastValue, ColumnKind.Number) { Of = KeyedAggregate.Latest }),
        ];
        return (outputs, [.. outputs.Select(output => new ColumnContract
        {
            Name = output.Name,
            Type = ColumnType.Number,
            Private = contract.Find(output.Column)?.Private == true,
        })]);
    }

    /// <summary>Error TR0510 where the test part is shorter than the horizon, so that not every step ahead is measured.</summary>
    private static void CheckTest(RawTable raw, IReadOnlyList<KeyedSeries> series, SeriesShape shape, string where)
    {
        var last = shape.Last(series) ?? 0;
        var steps = last - series.Min(one => shape.Step.Number(one.Times[0])) + 1;
        var test = (double)raw.Split.Where(part => part.Fold == CuratedRows.TestFold).Sum(part => part.Rows)
            / Math.Max(1, raw.Split.Sum(part => part.Rows));
        if (test * steps < shape.Horizon)
        {
            throw new TrestleException(ForecastErrors.TestTooShort((long)(test * steps), shape, where), ExitCode.Refused);
        }
    }
}
