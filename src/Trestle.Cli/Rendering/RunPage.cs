using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Records;

namespace Trestle.Cli.Rendering;

/// <summary>A run: command, machine, code version, and the outcome of each unit with its reason.</summary>
internal static class RunPage
{
    /// <summary>The parts of the page.</summary>
    public static IEnumerable<IRenderable> Of(RunRecord run, IReadOnlyList<UnitRecord> units, ArtifactReader artifacts, TimeProvider clock)
    {
        yield return Page.Line($"Run {run.Id} of {run.Run.Project}: {run.Status.ToString().ToLowerInvariant()}", Styles.Strong);
        yield return Page.Facts(
            ("command", run.Run.Command),
            ("started", Format.When(run.StartedAt, clock)),
            ("took", Took(run.StartedAt, run.EndedAt)),
            ("resumes", run.Run.Resumes is { } resumed ? $"run {resumed}" : null),
            ("seed", $"{run.Run.Seed}"),
            ("code", run.Run.CodeVersion),
            ("machine", run.Run.Machine),
            ("peak memory", units.Max(unit => unit.PeakMemory) is { } peak ? Format.Bytes(peak) : null),
            (
                "input",
                artifacts.Has(Artifact.RawTable) ? string.Join(
                    ", ", artifacts.Read(Artifact.RawTable).Files.Select(file => $"{file.Path} ({Format.Short(file.Hash)})")) : null));
        yield return Page.Heading("Units");
        yield return Units(units);
        foreach (var unit in units.Where(unit => unit.Error is not null))
        {
            yield return Page.Heading($"Why {Name(unit)} stopped");
            foreach (var line in unit.Error!.Split('\n'))
            {
                yield return Page.Item(line);
            }
        }

        yield return Page.Heading("Results");
        var table = Page.Table("=", "");
        foreach (var (stage, line) in StageViews.Lines(artifacts))
        {
            table.Row(stage.Slug, line);
        }

        yield return table;
        yield return Page.Heading("Configuration");
        foreach (var line in run.Run.Configuration.TrimEnd().Split('\n'))
        {
            yield return Page.Item(line.Length == 0 ? " " : line, Styles.Quiet);
        }
    }

    /// <summary>Units with their outcome, time, memory and reason.</summary>
    public static Table Units(IReadOnlyList<UnitRecord> units)
    {
        var table = Page.Table(">", "=unit", "=", ">took", ">memory", "why");
        foreach (var unit in units.OrderBy(unit => unit.StageNumber).ThenBy(unit => unit.Id))
        {
            table.Row(
                $"{unit.StageNumber}",
                Name(unit),
                Look(unit.Status),
                unit.Status == UnitStatus.Reused ? "" : Took(unit.StartedAt, unit.EndedAt),
                unit.PeakMemory is { } memory ? Format.Bytes(memory) : "",
                unit.Status == UnitStatus.Reused ? "unchanged" : unit.Reason);
        }

        return table;
    }

    /// <summary>The status of a run.</summary>
    public static Cell Look(RunStatus status) => new(status.ToString().ToLowerInvariant(), status switch
    {
        RunStatus.Finished => Styles.Good,
        RunStatus.Failed or RunStatus.Refused => Styles.Bad,
        _ => Styles.Attention,
    });

    /// <summary>Time between two moments; empty without a second one.</summary>
    public static string Took(DateTimeOffset from, DateTimeOffset? to) => to is { } end ? Format.Took(end - from) : "";

    private static string Name(UnitRecord unit) => unit.Shard == Unit.Whole ? unit.Stage : $"{unit.Stage}/{unit.Shard}";

    private static Cell Look(UnitStatus status) => new(status.ToString().ToLowerInvariant(), status switch
    {
        UnitStatus.Finished => Styles.Good,
        UnitStatus.Reused => Styles.Known,
        UnitStatus.Failed or UnitStatus.Refused => Styles.Bad,
        _ => Styles.Attention,
    });
}
