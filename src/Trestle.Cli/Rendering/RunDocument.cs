using Trestle.Storage.Records;

namespace Trestle.Cli.Rendering;

/// <summary>Runs and units as <c>--json</c> writes them.</summary>
internal static class RunDocument
{
    /// <summary>A run.</summary>
    public static object Of(RunRecord run) => new
    {
        run.Id,
        run.Status,
        run.StartedAt,
        run.EndedAt,
        run.Run.Project,
        run.Run.Command,
        run.Run.Seed,
        run.Run.CodeVersion,
        run.Run.Machine,
        run.Run.Resumes,
    };

    /// <summary>A unit.</summary>
    public static object Of(UnitRecord unit) => new
    {
        unit.Stage,
        unit.Shard,
        unit.Status,
        unit.Reason,
        unit.StartedAt,
        unit.EndedAt,
        unit.PeakMemory,
        unit.Error,
        unit.Key,
    };
}
