using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Curate;

/// <summary>
/// Makes the joins of the configuration ready, and the history of the main table, which is a join with its own past: checks their columns,
/// brings the keys of both tables to one form, and builds the keyed tables.
/// </summary>
internal sealed class JoinBuilder(UnitContext context, Contract contract, RowSchema main)
{
    private const string HistoryFile = "history";

    private readonly HashSet<string> names = [.. main.Columns.Select(column => column.Name), contract.Target];
    private readonly HashSet<string> files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The joins in order, then the histories.</summary>
    public IReadOnlyList<Join> Build(CancellationToken cancellation)
    {
        var settings = context.Read(CurateSettings.Section);
        return
        [
            .. settings.Joins.Select((join, i) => Build(join, $"curate.joins[{i}]", cancellation)),
            .. settings.Deep.Select((deep, i) => Build(deep, $"curate.deep[{i}]", cancellation)),
            .. settings.History.Select((history, i) => Build(history, $"curate.history[{i}]", cancellation)),
        ];
    }

    private Join Build(JoinSettings settings, string where, CancellationToken cancellation)
    {
        context.Report(0, $"reading '{settings.Table}' by key");
        var other = LookedUpRows.Other(context, contract.Tables![settings.Table], settings.Table, cancellation);
        var at = settings.AsOf is null ? null : settings.At ?? context.Read(Section.Table).Time;
        string Place(string setting) => Position($"{where}.{setting}");
        if (settings.Pivot is not null)
        {
            (settings, other) = Pivot.Expand(settings, other, Place, cancellation);
        }

        return Build(settings, null, at, other, Place, cancellation);
    }

    private Join Build(DeepSettings deep, string where, CancellationToken cancellation)
    {
        string Place(string setting) => Position($"{where}.{(setting is "aggregates" or "prefix" ? "columns" : setting)}");
        context.Report(0, $"reading '{deep.Table}' by key");
        var other = LookedUpRows.Other(context, contract.Tables![deep.Table], deep.Table, cancellation);
        var (settings, told) = DeepJoin.Of(deep, contract, other.Contract, other.Ignored, Place);
        var join = Build(settings, null, settings.At ?? context.Read(Section.Table).Time, other, Place, cancellation);
        return join with
        {
            Report = join.Report with { Tried = true, Notes = told is null ? join.Report.Notes : [.. join.Report.Notes, told] },
        };
    }

    private Join Build(HistorySettings history, string where, CancellationToken cancellation)
    {
        context.Report(0, "reading the main table by key");
        string Place(string setting) => Position(
            $"{where}.{setting switch { "on" => "by", "as-of" => "at", "aggregates" or "prefix" => "features", _ => setting }}");
        var settings = history.Join(context.Read(Section.Table).Time);
        CheckLabels(history, Place("features"));
        CheckFills(history, Place("fill"));
        var rows = LookedUpRows.Main(context, contract, cancellation);
        return settings.AsOf is null
            ? throw new TrestleException(CurateErrors.HistoryWithoutTime(Place("at")))
            : Build(settings, history, settings.AsOf, rows, Place, cancellation);
    }

    private Join Build(
        JoinSettings settings, HistorySettings? history, string? at, LookedUpRows other, Func<string, string> place,
        CancellationToken cancellation)
    {
        var keys = settings.On.Select(key => JoinPair.Of(settings.Table, key, contract, other.Contract, place("on"))).ToArray();
        CheckTimes(settings, history, at, other.Contract, place);
        var rows = other.Open([.. keys.Where(key => key.PrintsTable).Select(key => key.Table.Name)]);
        var columns = Columns(settings, other, place);
        var prefix = settings.Prefix ?? $"{settings.Table}.";
        var added = settings.Aggregates.Count > 0
            ? JoinOutputs.OfRows(settings, other.Contract, rows.Schema, prefix, place("aggregates")).ToArray()
            : [.. JoinOutputs.OfRow(columns, rows.Schema, prefix)];
        CheckNames(settings, [.. added.Select(column => column.Output.Name)], place("prefix"));
        var file = FileName(history is null ? settings.Table : HistoryFile);
        var built = Table(settings, keys, columns, other.Contract, rows, place("on"), cancellation);
        var isPrivate = keys.Any(key => key.Main.Private || key.Table.Private);
        if (settings is { AsOf: null, Take: KeyedRow.Only, Kind: JoinKind.Left, Aggregates.Count: 0 } && built.AmbiguousKeys > 0)
        {
            throw new TrestleException(
                CurateErrors.Multiplies(settings.Table, settings.On, built, isPrivate, place("on")), ExitCode.Refused);
        }

        var table = KeyedTable.Open(built.File, file);
        return new Join
        {
            Settings = settings,
            Where = place("on"),
            Table = table,
            File = built.File,
            ShowsKeys = !isPrivate && history is null,
            ReadsDigits = keys.Any(key => key.PrintsTable),
            Columns = [.. added.Where(column => !IsCarried(column.Output.Name)).Select(column => column.Contract)],
            Fills = history?.Filled ?? [],
            Step = new LookUp
            {
                Table = file,
                Columns = [.. keys.Select(key => key.Main.Name), .. at is null ? [] : new[] { at }],
                Outputs = [.. added.Select(column => column.Output)],
                Timed = at is not null,
                Within = settings.Within?.TotalMicroseconds,
                Window = settings.Window?.TotalMicroseconds,
                Before = history is not null,
                Delay = history?.KnownAfter?.TotalMicroseconds ?? 0,
                Outcome = ReservedColumns.Found + file,
                Required = settings.Unmatched != Unmatched.Missing,
                Source = table,
            },
            Report = new JoinReport
            {
                Keyed = settings.Kind == JoinKind.Semi ? null : file,
                Table = settings.Table,
                IsHistory = history is not null,
                Words = history is null ? Words(settings, at) : Words(history, at!),
                Columns = [.. added.Select(column => column.Output.Name).Where(name => !IsCarried(name))],
                MadeFrom = added.Where(column => !IsCarried(column.Output.Name))
                    .ToDictionary(column => column.Output.Name, column => MadeFrom(settings, column.Output)),
                AtLeast = settings.AtLeast,
                TableRows = built.Schema.Rows,
                Keys = built.Schema.Groups,
                Keyless = built.Keyless,
                Timeless = built.Timeless,
                Repeats = settings.Kind == JoinKind.Semi ? 0 : built.Repeats,
                Ambiguous = settings.Kind == JoinKind.Semi ? 0 : built.AmbiguousKeys,
                Newest = built.Schema.Newest,
                Bytes = built.File.Length,
                Notes = [.. keys.Select(key => key.Note).OfType<string>()],
            },
        };
    }

    private static BuiltTable Table(
        JoinSettings settings, IReadOnlyList<JoinPair> keys, IReadOnlyList<ColumnContract> columns, Contract other,
        (RowSchema Schema, IEnumerable<RowBlock> Blocks) rows, string where, CancellationToken cancellation)
    {
        var builder = new KeyedTableBuilder(new KeyedSchema
        {
            Table = settings.Table,
            Keys = [.. keys.Select(key => Of(rows.Schema, key.Table.Name))],
            Time = settings.AsOf,
            Known = settings.Known,
            Columns = [.. columns.Select(column => Of(rows.Schema, column.Name))],
            Row = settings.Kind == JoinKind.Semi ? KeyedRow.First : settings.Take,
            All = settings.Aggregates.Count > 0,
        });
        string[] aligned = [.. keys.Where(key => key.PrintsMain).Select(key => key.Table.Name)];
        foreach (var block in rows.Blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            CheckDigits(settings, block, aligned, other, where);
            builder.Add(block);
        }

        return builder.Build(cancellation);
    }

    private string Position(string setting) => context.Project.Positions.Find(setting).ToString();

    private static Column Of(RowSchema schema, string column) => schema[schema.Find(column)];

    private static string Words(JoinSettings settings, string? at)
    {
        var keys = settings.On.Select(key => key.Main == key.Table ? key.Main : $"{key.Main} = {key.Table}");
        var time = at is null ? "" : $", as of {at}";
        var window = settings.Window is { } length ? $", {Duration.Print(length)} back" : "";
        return $"{(settings.Kind == JoinKind.Semi ? "semi" : "left")} join of {settings.Table} on {string.Join(", ", keys)}{time}{window}";
    }

    private static string Words(HistorySettings history, string at) =>
        $"history{(history.By.Count == 0 ? "" : $" by {string.Join(", ", history.By)}")} before {at}"
            + (history.KnownAfter is { Ticks: > 0 } delay ? $", known after {Duration.Print(delay)}" : "")
            + (history.Known is { } known ? $", known at {known}" : "")
            + (history.Fill.Count == 0 ? "" : $", fills gaps of {string.Join(", ", history.Fill)}");

    private static IReadOnlyList<string> MadeFrom(JoinSettings settings, LookUpColumn output) =>
        settings.Pivot is { } pivot ? [.. new[] { pivot.By, pivot.Value }.OfType<string>()]
        : output.Column.Length == 0 ? [] : [output.Column];

    private static bool IsCarried(string column) => column.StartsWith(CarryForward.Carried, StringComparison.Ordinal);

    /// <summary>A label may be used only once it was known, and only where no later row is learned from than is measured on.</summary>
    private void CheckLabels(HistorySettings history, string where)
    {
        var madeOf = context.Read(LabelSettings.Section)?.Columns ?? [];
        var features = history.Features.Concat(history.Filled.Select(
            column => KeyValuePair.Create(column, new AggregateSettings { Of = KeyedAggregate.Last, Column = column })));
        foreach (var feature in features.Where(
            feature => feature.Value.Column is { } column && (column == contract.Target || madeOf.Contains(column))))
        {
            if (history.Known is null && history.KnownAfter is null)
            {
                throw new TrestleException(CurateErrors.LabelKnownWhen(feature.Key, feature.Value.Column!, where));
            }

            if (context.Read(Section.Table).Time is null)
            {
                throw new TrestleException(CurateErrors.LabelsOfLater(feature.Key, feature.Value.Column!, where));
            }
        }
    }

    /// <summary>Only a column that requests bring has gaps to fill: the target has not.</summary>
    private void CheckFills(HistorySettings history, string where)
    {
        foreach (var column in history.Fill.Where(column => main.Find(column) < 0))
        {
            throw new TrestleException(CurateErrors.UnknownColumn(
                "fill", column, null,
                [.. main.Columns.Select(other => other.Name).Where(name => !ReservedColumns.Contains(name))], where));
        }
    }

    /// <summary>The columns to join, as their table's contract describes them.</summary>
    private static ColumnContract[] Columns(JoinSettings settings, LookedUpRows table, Func<string, string> place)
    {
        var (other, ignored) = (table.Contract, table.Ignored);
        if (settings.Kind == JoinKind.Semi)
        {
            return [];
        }

        string[] own = [.. settings.On.Select(key => key.Table), settings.AsOf ?? "", settings.Known ?? ""];
        var problems = new List<Problem>();
        string[] aggregated = [.. settings.Aggregates.Values.Select(aggregate => aggregate.Column).OfType<string>()];
        var (named, setting) = settings.Aggregates.Count > 0 ? (aggregated, "aggregates") : (settings.Columns?.ToArray(), "columns");
        foreach (var name in (named ?? []).Where(name => other.Find(name) is null || ignored.Contains(name)))
        {
            problems.Add(CurateErrors.UnknownColumn(
                setting, name, settings.Table, [.. other.Columns.Select(column => column.Name).Except(ignored)], place(setting)));
        }

        ColumnContract[] columns = named is not null
            ? [.. named.Distinct().Select(other.Find).OfType<ColumnContract>()]
            : [.. other.Columns.Where(column => !own.Contains(column.Name) && !ignored.Contains(column.Name) && !column.Private)];
        return problems.Count == 0 ? columns : throw new TrestleException(problems);
    }

    private void CheckNames(JoinSettings settings, IReadOnlyList<string> added, string where)
    {
        Problem[] problems =
        [
            .. added.Where(name => IsCarried(name) ? names.Contains(name) : !names.Add(name) || ReservedColumns.Contains(name))
                .Select(name => CurateErrors.NameTaken(name, settings.Table, where)),
        ];
        if (problems.Length > 0)
        {
            throw new TrestleException(problems);
        }
    }

    private void CheckTimes(
        JoinSettings settings, HistorySettings? history, string? at, Contract other, Func<string, string> place)
    {
        if (settings.AsOf is null)
        {
            return;
        }

        if (at is null)
        {
            throw new TrestleException(CurateErrors.NoTime(settings.Table, place("as-of")));
        }

        var mine = JoinPair.OfMain(at, contract, "at", place("at"));
        foreach (var (setting, name) in new[] { ("as-of", settings.AsOf), ("known", settings.Known ?? settings.AsOf) })
        {
            var column = JoinPair.OfOther(name, settings.Table, other, setting, place(setting));
            if (mine.Type is not (ColumnType.Date or ColumnType.Number) || column.Type != mine.Type)
            {
                throw new TrestleException(CurateErrors.OtherTimes(mine, column, settings.Table, place(setting)));
            }
        }

        var length = settings.Within is not null ? "within" : settings.Window is not null ? "window"
            : history?.KnownAfter is not null ? "known-after"
            : settings.Aggregates.Values.Any(what => what.Window is not null || what.Of == KeyedAggregate.Trend) ? "aggregates"
            : null;
        if (length is not null && mine.Type != ColumnType.Date)
        {
            throw new TrestleException(CurateErrors.WithinNumbers(mine, place(length)));
        }
    }

    /// <summary>Numbers of the main table are compared as they are printed, so that 007 of the other table would never be found.</summary>
    private static void CheckDigits(JoinSettings settings, RowBlock block, string[] aligned, Contract other, string where)
    {
        foreach (var column in aligned)
        {
            for (var row = 0; row < block.Rows; row++)
            {
                if (JoinKeys.HasOtherDigits(block, column, row))
                {
                    var text = other.Find(column)!.Private ? null : JoinKeys.Words(block, [column], row);
                    throw new TrestleException(CurateErrors.OtherDigits(settings.Table, settings.On, text, where), ExitCode.Refused);
                }
            }
        }
    }

    private string FileName(string table)
    {
        var (name, number) = (table, 1);
        while (!files.Add(name))
        {
            name = $"{table}-{++number}";
        }

        return name;
    }
}
