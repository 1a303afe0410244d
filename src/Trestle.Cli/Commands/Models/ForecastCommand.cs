using Trestle.Cli.Commands.Serving;
using Trestle.Cli.Output;
using Trestle.Stages.Infer;

namespace Trestle.Cli.Commands.Models;

/// <summary><c>trestle forecast</c>: the next steps of each series.</summary>
internal static class ForecastCommand
{
    private const int ShownSeries = 5;

    public static Verb Create(Terminal terminal)
    {
        var (project, model, json) = (Verb.ProjectArgument(), ServeCommand.ModelOption(), Verb.JsonOption());
        var horizon = new Option<int?>("--horizon")
        {
            HelpName = "N",
            Description = "How many steps ahead (default: the horizon of the model).",
        };
        var output = new Option<string>("--output")
        {
            HelpName = "FILE",
            Description = "File for the forecasts: .parquet, .csv or .jsonl.",
            Required = true,
        };
        var interval = new Option<double?>("--interval")
        {
            HelpName = "SHARE",
            Description = "Share of the true values that the intervals should hold (default: 0.9): interval.low, interval.high.",
        };
        var (cores, memory) = (Machine.CoresOption(), Machine.MemoryOption());
        var command = new Verb(
            "forecast", "Predict the next steps of each series, from the last values that the model's package knows.",
            "trestle forecast examples/stations --horizon 7 --output next-week.csv")
        {
            project, output, horizon, model, interval, cores, memory, json,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var resources = Machine.Of(parse.GetValue(cores), parse.GetValue(memory));
            var open = await OpenProject.AtAsync(parse.GetRequiredValue(project), terminal, cancellation);
            var to = parse.GetRequiredValue(output);
            var done = await new NextSteps(open.Project, open.Records).RunAsync(
                parse.GetRequiredValue(model), parse.GetValue(horizon), parse.GetValue(interval), to, resources, cancellation);
            open.Project.ClearTempFolders();
            if (parse.GetValue(json))
            {
                terminal.Json(new
                {
                    done.Series,
                    done.Steps,
                    done.From,
                    done.Short,
                    done.Interval,
                    done.Result.Rows,
                    done.Result.Faults,
                    done.Result.Package,
                    Output = to,
                });
                return;
            }

            terminal.Show(Lines(done, to));
        });
        return command;
    }

    private static IEnumerable<IRenderable> Lines(ForecastResult done, string to)
    {
        var (steps, faults) = (Format.Count(done.Steps, "step"), done.Result.Faults);
        var level = done.Interval is { } share ? $", with intervals for {Format.Share(share)}" : "";
        yield return Page.Line(
            $"{steps} after {done.From} of {Format.Count(done.Series)} series, by {done.Result.Package} into {to}{level}", Styles.Strong);
        if (faults > 0)
        {
            yield return Page.Line($"{Format.Count(faults, "row")} without a prediction, each with its reason in the column 'fault'");
        }

        if (done.Short.Count > 0)
        {
            yield return Page.Line($"{done.Short.Count} series are too short to forecast: {Format.Some(done.Short, ShownSeries)}");
        }
    }
}
