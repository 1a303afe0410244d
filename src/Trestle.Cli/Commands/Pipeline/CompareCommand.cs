using Trestle.Cli.Output;
using Trestle.Cli.Rendering;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle compare</c>: two runs side by side.</summary>
internal static class CompareCommand
{
    public static Verb Create(Terminal terminal)
    {
        var places = Verb.PlacesArgument("RUN RUN", "Project folder (optional), then two runs, each a number or 'last'.", required: 2);
        var json = Verb.JsonOption();
        var command = new Verb(
            "compare", "Compare two runs: differences in configuration, data, code and features, and the metrics side by side.",
            "trestle compare examples/churn 1 last") { places, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var (folder, rest) = OpenProject.Split(parse.GetRequiredValue(places), 2);
            var open = await OpenProject.AtAsync(folder, terminal, cancellation);
            var (first, second) = (await open.RunAsync(rest[0], cancellation), await open.RunAsync(rest[1], cancellation));
            var comparison = new Comparison(
                open.Project.Folder,
                new ComparedRun(first, await open.ArtifactsAsync(first.Id, cancellation)),
                new ComparedRun(second, await open.ArtifactsAsync(second.Id, cancellation)));
            if (parse.GetValue(json))
            {
                terminal.Json(comparison.Document());
            }
            else
            {
                terminal.Show(comparison.Page());
            }
        });
        return command;
    }
}
