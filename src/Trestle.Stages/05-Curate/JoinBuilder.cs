using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Curate;

/// <summary>
/// Makes the joins of the configuration ready: checks their columns, brings the keys of both tables to one form, and builds the keyed
/// tables.
/// </summary>
internal sealed class JoinBuilder(UnitContext context, Contract contract, RowSchema main)
{
    private readonly HashSet<string> names = [.. main.Columns.Select(column => column.Name)];
    private readonly HashSet<string> files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The joins in order.</summary>
    public IReadOnlyList<Join> Build(CancellationToken cancellation) =>
        [.. context.Read(CurateSettings.Section).Joins.Select((join, i) => Build(join, $"curate.joins[{i}]", cancellation))];

    private Join Build(JoinSettings settings, string where, CancellationToken cancellation)
    {
        context.Report(0, $"reading '{settings.Table}' by key");
        var other = contract.Tables![settings.Table];
        string Place(string setting) => context.Project.Positions.Find($"{where}.{setting}").ToString();
        var keys = settings.On.Select(key => JoinPair.Of(settings.Table, key, contract, other, Place("on"))).ToArray();
        var at = settings.AsOf is null ? null : settings.At ?? context.Read(Section.Table).Time;
        CheckTimes(settings, other, at, Place);
        var rows = OpenTyped(settings, [.. keys.Where(key => key.PrintsTable).Select(key => key.Table.Name)], cancellation);
        var columns = Columns(settings, other, Place);
        var prefix = settings.Prefix ?? $"{settings.Table}.";
        var added = settings.Aggregates.Count > 0
            ? JoinOutputs.OfRows(settings, other, rows.Schema, prefix, Place("aggregates")).ToArray()
            : [.. JoinOutputs.OfRow(columns, rows.Schema, prefix)];
        CheckNames(settings, [.. added.Select(column => column.Output.Name)], Place("prefix"));
        var file = FileName(settings.Table);
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
            CheckDigits(settings, block, aligned, other, Place("on"));
            builder.Add(block);
        }

        var built = builder.Build(cancellation);
        var isPrivate = keys.Any(key => key.Main.Private || key.Table.Private);
        if (settings is { AsOf: null, Take: KeyedRow.Only, Kind: JoinKind.Left, Aggregates.Count: 0 } && built.AmbiguousKeys > 0)
        {
            throw new TrestleException(
                CurateErrors.Multiplies(settings.Table, settings.On, built, isPrivate, Place("on")), ExitCode.Refused);
        }

        var table = KeyedTable.Open(built.File, file);
        var words = Words(settings, at);
        return new Join
        {
            Settings = settings,
            Where = Place("on"),
            Table = table,
            File = built.File,
            ShowsKeys = !isPrivate,
            ReadsDigits = keys.Any(key => key.PrintsTable),
            Columns = [.. added.Select(column => column.Contract)],
            Step = new LookUp
            {
                Table = file,
                Columns = [.. keys.Select(key => key.Main.Name), .. at is null ? [] : new[] { at }],
                Outputs = [.. added.Select(column => column.Output)],
                Timed = at is not null,
                Within = settings.Within?.TotalMicroseconds,
                Window = settings.Window?.TotalMicroseconds,
                Outcome = ReservedColumns.Found + file,
                Required = settings.Unmatched != Unmatched.Missing,
                Source = table,
            },
            Report = new JoinReport
            {
                Keyed = settings.Kind == JoinKind.Semi ? null : file,
                Table = settings.Table,
                Words = words,
                Columns = [.. added.Select(column => column.Output.Name)],
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

    private static Column Of(RowSchema schema, string column) => schema[schema.Find(column)];

    private static string Words(JoinSettings settings, string? at)
    {
        var keys = settings.On.Select(key => key.Main == key.Table ? key.Main : $"{key.Main} = {key.Table}");
        var time = at is null ? "" : $", as of {at}";
        var window = settings.Window is { } length ? $", {Duration.Print(length)} back" : "";
        return $"{(settings.Kind == JoinKind.Semi ? "semi" : "left")} join of {settings.Table} on {string.Join(", ", keys)}{time}{window}";
    }

    /// <summary>
    /// The other table's rows, without those in quarantine, cleaned and typed by its contract; some numbers as they are printed.
    /// </summary>
    private (RowSchema Schema, IEnumerable<RowBlock> Blocks) OpenTyped(
        JoinSettings settings, IReadOnlyList<string> printed, CancellationToken cancellation)
    {
        var table = RawRows.Open(context, context.Read(Artifact.RawTable).Tables![settings.Table], cancellation);
        var dropped = context.Read(Artifact.CleanTable).Tables![settings.Table].RowNumbers.ToHashSet();
        var steps = CurationPlan.Of(
            context.Read(Artifact.CleanPlan).Tables![settings.Table], context.Read(Artifact.StandardPlan).Tables![settings.Table]);
        var plan = StatelessPlan.Fit(
            table.Schema,
            [
                .. steps.Steps.Select(planned => planned.Step),
                .. printed.Count == 0 ? [] : new IRowStep[] { new PrintNumber { Columns = printed } },
            ]).Bind(table.Schema);
        return (plan.Output, table.Scan(null, cancellation).Select(block => plan.Apply(CurateStage.Kept(block, dropped))));
    }

    /// <summary>The columns to join, as their table's contract describes them.</summary>
    private ColumnContract[] Columns(JoinSettings settings, Contract other, Func<string, string> place)
    {
        if (settings.Kind == JoinKind.Semi)
        {
            return [];
        }

        string[] own = [.. settings.On.Select(key => key.Table), settings.AsOf ?? "", settings.Known ?? ""];
        var ignored = context.Read(TableSource.Tables)[settings.Table].Ignore;
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
            .. added.Where(name => !names.Add(name) || ReservedColumns.Contains(name))
                .Select(name => CurateErrors.NameTaken(name, settings.Table, where)),
        ];
        if (problems.Length > 0)
        {
            throw new TrestleException(problems);
        }
    }

    private void CheckTimes(JoinSettings settings, Contract other, string? at, Func<string, string> place)
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

        if ((settings.Within ?? settings.Window) is not null && mine.Type != ColumnType.Date)
        {
            throw new TrestleException(CurateErrors.WithinNumbers(mine, place(settings.Within is null ? "window" : "within")));
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
