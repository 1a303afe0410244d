namespace Trestle.Stages.Kernel.Running;

/// <summary>What can go wrong when stages are run.</summary>
internal static class RunnerErrors
{
    public static Problem NotWritten(string artifact, string shard) => new(
        "TR0081",
        $"the artifact '{artifact}'{(shard == Unit.Whole ? "" : $" of '{shard}'")} has not been written",
        "a run that reached this stage",
        "the run's artifacts",
        "run the stages before it: trestle run");

    public static Problem NothingToReuse(Stage stage, string why) => new(
        "TR0082",
        $"stage {stage.Number}, {stage.Slug}, has no result for the present input and configuration ({why})",
        "finished results of every stage before the first that is run",
        $"stage {stage.Slug}",
        "run without --from and --only, or start with that stage: trestle run --from " + stage.Slug);

    public static Problem NotHere(Stage stage, IReadOnlyCollection<string> known) => new(
        "TR0083",
        $"stage {stage.Number}, {stage.Slug}, is not part of a run",
        $"one of: {string.Join(", ", known)}",
        "the command line",
        Nearest.Advice(stage.Slug, known));

    public static Problem WrongOrder(Stage from, Stage to) => new(
        "TR0084", $"--from {from.Slug} --to {to.Slug}", "a first stage that comes before the last", "the command line",
        $"swap them: --from {to.Slug} --to {from.Slug}");

    public static Problem NoUnit(string unit, IReadOnlyCollection<string> known) => new(
        "TR0085", $"there is no unit '{unit}'", "RUN/STAGE or RUN/STAGE/SHARD of a recorded run", "the command line",
        Nearest.Advice(unit, known));

    public static Problem OutOfSpace(Unit unit, string reason) => new(
        "TR0086", $"the disk is full: {reason}", "free space for tables and models", $"unit {unit}",
        "free some space, then run again: it resumes after the last finished unit");

    public static Problem OutOfMemory(Unit unit) => new(
        "TR0087", "out of memory", "enough memory for this unit", $"unit {unit}",
        "run less in parallel (--cores 1), or use a machine with more memory");
}
