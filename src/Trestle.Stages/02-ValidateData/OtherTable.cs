using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// What stage 2 finds in a table that the main one is joined with: its contract, by the same readings, the rows that break it, and its
/// profile. It has no target and no split, so all of its rows count.
/// </summary>
/// <param name="Contract">Its contract.</param>
/// <param name="Quarantine">The rows that break it.</param>
/// <param name="Report">Its profile, its checks and its notes, which name the table.</param>
internal sealed record OtherTable(Contract Contract, Quarantine Quarantine, DataReport Report)
{
    /// <summary>The check of the share of rows that are set aside.</summary>
    private const string MaxQuarantine = "max-quarantine";

    /// <summary>Looks at all other tables; null without any.</summary>
    public static IReadOnlyDictionary<string, OtherTable>? Look(UnitContext context, RawTable main, CancellationToken cancellation)
    {
        if (main.Tables is not { } tables)
        {
            return null;
        }

        var settings = context.Read(TableSource.Tables);
        var problems = tables.SelectMany(table => Unknown(context, table.Key, table.Value, settings[table.Key])).ToArray();
        return problems.Length > 0
            ? throw new TrestleException(problems)
            : tables.ToDictionary(table => table.Key, table => Look(context, table.Key, table.Value, settings[table.Key], cancellation));
    }

    private static OtherTable Look(UnitContext context, string name, RawTable raw, TableSource source, CancellationToken cancellation)
    {
        context.Report(0.7, $"learning the contract of '{name}'");
        var rows = RawRows.Open(context, raw, cancellation);
        var builder = new ContractBuilder(context, raw, rows, source.Settings, source.Columns, $"sources.{name}.columns");
        var contract = builder.MakeTable(PartScan.Of(rows, builder.Questions(), cancellation));
        var typing = ContractSteps.Typing(contract, rows.Schema);
        var (scan, profile) = rows.Sum(
            () => (
                Scan: new QuarantineScan(contract, source.Columns, [.. source.Ignore], time: null),
                Profile: new StatSet(ProfileBuilder.Needs(contract, typing.Output), typing.Output)),
            (lane, block) => Add(lane.Scan, lane.Profile, block, typing),
            (lane, other) =>
            {
                lane.Scan.Merge(other.Scan);
                lane.Profile.Merge(other.Profile);
            },
            cancellation);
        var values = profile.Values();
        var quarantine = scan.Result(raw.Unreadable, raw.UnreadableRows, rows.Count);
        contract = contract with
        {
            Columns = [.. contract.Columns.Select(column => ValidateDataStage.WithRange(column, contract, values))],
        };
        return new OtherTable(contract, quarantine, new DataReport
        {
            Rows = rows.Count,
            Columns = [.. ProfileBuilder.Make(contract, typing.Output, values, builder.Texts)],
            Checks =
            [
                .. builder.Checks.Select(check => check with { Column = $"{name}.{check.Column}" }),
                Share(name, quarantine, context.Read(ValidateDataSettings.Section).MaxQuarantine),
            ],
            Notes = [.. raw.Notes.Select(note => $"{name}: {note}"), .. builder.Notes.Select(note => $"{name}.{note}")],
            Doubts = [.. raw.Notes.Select(note => $"{name}: {note}"), .. builder.Doubts.Select(note => $"{name}.{note}")],
            Readings = builder.Readings,
        });
    }

    private static void Add(QuarantineScan scan, StatSet profile, RowBlock block, BoundPlan typing)
    {
        var typed = typing.Apply(Infinities.Without(block));
        profile.Add(typed);
        scan.Add(block, typed, []);
    }

    private static CheckResult Share(string name, Quarantine quarantine, double most)
    {
        var worst = quarantine.Losses is [var first, ..] ? $", most for: {Losses.Line(first)}" : "";
        return new CheckResult(
            MaxQuarantine, name, quarantine.Share <= most, true,
            $"at most {Format.Share(most)} of the rows in quarantine (validate-data.max-quarantine)",
            $"{Format.Count(quarantine.Rows, "row")} ({Format.Share(quarantine.Share)}){worst}");
    }

    private static IEnumerable<Problem> Unknown(UnitContext context, string name, RawTable raw, TableSource source)
    {
        string Where(string setting) => context.Project.Positions.Find($"sources.{name}.{setting}").ToString();
        return source.Private.Select(column => ("private", column))
            .Concat(source.Ignore.Select(column => ("ignore", column)))
            .Concat(source.Columns.Keys.Select(column => ($"columns.{column}", column)))
            .Where(pair => !raw.Columns.Contains(pair.Item2))
            .Select(pair => ValidateDataErrors.UnknownColumn(pair.Item2, [.. raw.Columns], Where(pair.Item1)))
            .Concat(DeclaredFormats.Faults(source.Columns, Where));
    }
}
