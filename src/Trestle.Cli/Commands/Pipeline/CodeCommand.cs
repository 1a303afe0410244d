using Trestle.Cli.Output;
using Trestle.Stages.WriteCode;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle code</c>: a program that trains and evaluates a model of a run.</summary>
internal static class CodeCommand
{
    public static Verb Create(Terminal terminal)
    {
        var places = Verb.PlacesArgument("RUN", "Project folder (optional), then a run number or 'last'.", required: 1);
        var output = Verb.TextOption("--output", "DIR", "Folder to write (default: one in the project folder, named after the model).");
        var candidate = Verb.TextOption("--candidate", "ID", "Candidate whose model is written (default: the selected one).");
        var (cores, memory, json) = (Machine.CoresOption(), Machine.MemoryOption(), Verb.JsonOption());
        var command = new Verb(
            "code",
            "Write a small C# project that trains and evaluates a model of a run using only public "
                + "packages. After editing, it can compete as a candidate.",
            "trestle code last",
            "trestle code examples/churn 1 --candidate lightgbm --output my-trees")
        {
            places, output, candidate, cores, memory, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 1);
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var run = await open.RunAsync(rest is [var named] ? named : "last", cancellation);
            var finished = new FinishedRun(run.Id, run.Run.Seed, await open.ArtifactsAsync(run.Id, cancellation));
            await open.Project.Store.FetchAsync(finished.Artifacts.Places.Select(place => place.Hash), cancellation);
            var resources = Machine.Of(parse.GetValue(cores), parse.GetValue(memory));
            var written = new WriteCodeStage(open.Project)
                .Write(finished, parse.GetValue(candidate), parse.GetValue(output), resources, cancellation);
            open.Project.ClearTempFolders();
            if (parse.GetValue(json))
            {
                var plan = written.Plan;
                terminal.Json(
                    new
                    {
                        plan.Run,
                        plan.Candidate,
                        plan.Learner,
                        written.Folder,
                        written.Files,
                        plan.TrainRows,
                        plan.TestRows,
                        PrivateColumns = plan.Private,
                    });
            }
            else
            {
                Show(terminal, written, open.Project.Folder);
            }
        });
        return command;
    }

    private static void Show(Terminal terminal, WrittenCode written, string project)
    {
        var plan = written.Plan;
        terminal.Show(
            Page.Line($"The program of {plan.Candidate}, run {plan.Run}, is in {written.Folder}", Styles.Strong),
            Page.Line(
                $"{Format.Count(written.Files.Count, "file")} and the data: "
                    + $"{Format.Count(plan.TrainRows, "row")} to train on, {plan.TestRows:N0} to test on"));
        if (plan.Private.Count > 0)
        {
            terminal.Show(
                Page.Line(
                    $"The data contains private columns ({Format.Some(plan.Private, 5)}): protect the folder like the source.",
                    Styles.Attention));
        }

        terminal.Show(
            Page.Heading("Run it"),
            Page.Command($"cd {written.Folder}"),
            Page.Command("dotnet run -c Release"),
            Page.Heading("Edit it and let it compete, in trestle.yaml"),
            Page.Command($"propose-candidates: {{code: [{Path.GetRelativePath(project, written.Folder)}]}}"));
    }
}
