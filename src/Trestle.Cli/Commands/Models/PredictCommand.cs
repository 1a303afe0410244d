using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Stages.Infer;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Cli.Commands.Models;

/// <summary><c>trestle predict</c>: predicts all rows of a table.</summary>
internal static class PredictCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);

    public static Verb Create(Terminal terminal)
    {
        var (project, model, json) = (Verb.ProjectArgument(), ServeCommand.ModelOption(), Verb.JsonOption());
        var input = new Option<string>("--input")
        {
            HelpName = "FILE",
            Description = "Rows to predict: CSV, Parquet or JSON lines, with the columns of the training data.",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            HelpName = "FILE",
            Description = "File for the predictions: .parquet, .csv or .jsonl.",
            Required = true,
        };
        var explain = new Option<bool>("--explain")
        {
            Description = "Add each column's contribution to the prediction: contribution_<column> and base_value.",
        };
        var interval = Level(
            "--interval", "Add the interval in which the true value lies for this share of rows: interval.low, interval.high.");
        var set = Level("--set", "Add the set of classes that has the true one for this share of rows: set.<class>, 1 or 0.");
        var (cores, memory) = (Machine.CoresOption(), Machine.MemoryOption());
        var command = new Verb(
            "predict", "Predict every row of a file. Rows that violate the contract get the reason instead of a prediction.",
            "trestle predict examples/churn --input new.csv --output predictions.parquet")
        {
            project, input, output, model, explain, interval, set, cores, memory, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var resources = Machine.Of(parse.GetValue(cores), parse.GetValue(memory));
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var (from, to) = (parse.GetRequiredValue(input), parse.GetRequiredValue(output));
            var with = new Additions
            {
                Explain = parse.GetValue(explain),
                Interval = parse.GetValue(interval),
                Set = parse.GetValue(set),
            };
            var stage = new InferStage(open.Project, open.Records) { With = with };
            var result = await PredictAsync(
                terminal, stage, parse.GetRequiredValue(model), from, to, resources, parse.GetValue(json), cancellation);
            open.Project.ClearTempFolders();
            var unread = UnreadLines.Of(result.Unread);
            if (parse.GetValue(json))
            {
                terminal.Json(new { result.Rows, result.Faults, result.Unreadable, Unread = unread, result.Package, Output = to });
            }
            else
            {
                terminal.Show(
                [
                    Page.Line($"{Format.Count(result.Rows, "row")} predicted by {result.Package} into {to}", Styles.Strong),
                    Page.Line($"{Format.Count(result.Faults, "row")} without a prediction, each with its reason in the column 'fault'"),
                    .. UnreadLines.Words(unread, result.Unreadable).Select(words => Page.Line(words)),
                ]);
            }
        });
        return command;
    }

    private static Option<double?> Level(string name, string description) => new(name) { HelpName = "SHARE", Description = description };

    private static async Task<InferResult> PredictAsync(
        Terminal terminal, InferStage stage, string model, string input, string output, Resources resources, bool json,
        CancellationToken cancellation)
    {
        var (share, what) = (0.0, "reading");
        var work = Task.Run(
            () => stage.RunAsync(model, input, output, resources, (done, doing) => (share, what) = (done, doing), cancellation),
            cancellation);
        if (terminal.IsLive && !json)
        {
            await terminal.Output.Live(new Text("")).AutoClear(true).StartAsync(async live =>
            {
                while (!work.IsCompleted)
                {
                    await Task.WhenAny(work, Task.Delay(Pause, CancellationToken.None));
                    live.UpdateTarget(new Text($"{Format.Share(share),7}  {what}"));
                }
            });
        }

        return await work;
    }
}
