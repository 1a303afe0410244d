using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle exec</c>: one unit of work, in a process of its own.</summary>
internal static class ExecCommand
{
    public static Verb Create(Terminal terminal)
    {
        var unit = new Argument<string>("UNIT") { Description = "RUN/STAGE or RUN/STAGE/SHARD, as listed by 'trestle show RUN'." };
        var project = Verb.TextOption("--project", "DIR", "Project folder (default: the current folder).");
        var (cores, memory, json) = (Machine.CoresOption(), Machine.MemoryOption(), Verb.JsonOption());
        var command = new Verb(
            "exec",
            "Run one unit of work of an existing run again. Called by schedulers.",
            "trestle exec 3/train/lightgbm --project examples/churn")
        {
            unit, project, cores, memory, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var text = parse.GetRequiredValue(unit);
            var named = Unit.Parse(text)
                ?? throw new TrestleException(
                    CliErrors.NotUnderstood(
                        $"'{text}' is not a unit of work", "trestle exec",
                        "write it as RUN/STAGE or RUN/STAGE/SHARD, such as 3/train/lightgbm"));
            var open = await OpenProject.AtAsync(parse.GetValue(project) ?? ".", terminal, cancellation);
            await open.RunAsync($"{named.Run}", cancellation);
            await new RunWork(terminal, open, Machine.Of(parse.GetValue(cores), parse.GetValue(memory)), parse.GetValue(json))
                .ExecuteAsync(named, cancellation);
        });
        return command;
    }
}
