using Trestle.Cli.Health;
using Trestle.Cli.Output;

namespace Trestle.Cli.Commands.Admin;

/// <summary><c>trestle doctor</c>: whether everything that is needed is present and works.</summary>
internal static class DoctorCommand
{
    public static Verb Create(Terminal terminal)
    {
        var project = Verb.ProjectArgument();
        var deep = new Option<bool>("--deep") { Description = "Also check all stored data against its hash." };
        var json = Verb.JsonOption();
        var command = new Verb(
            "doctor", "Check the machine and the project, and say how to fix problems.", "trestle doctor",
            "trestle doctor examples/churn --deep") { project, deep, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var folder = parse.GetRequiredValue(project);
            var findings = await FindAsync(terminal, folder, parse.GetValue(deep), cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(findings);
            }
            else
            {
                terminal.Show(Show(findings));
            }

            return (int)(findings.Any(finding => finding.Level == Level.Problem) ? ExitCode.Mistake : ExitCode.Done);
        });
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(Terminal terminal, string folder, bool deep, CancellationToken cancellation)
    {
        var temporary = Directory.CreateTempSubdirectory("trestle-doctor-").FullName;
        try
        {
            var findings = MachineChecks.Run(temporary, cancellation).ToList();
            if (folder == "." && !OpenProject.IsProject(folder))
            {
                findings.Add(Finding.Ok("project", "none in this folder; give a project folder to check it too"));
                return findings;
            }

            try
            {
                var open = await OpenProject.AtAsync(folder, terminal.Clock, cancellation);
                findings.AddRange(await new ProjectChecks(open, terminal.Clock, cancellation).RunAsync(deep));
            }
            catch (TrestleException e)
            {
                findings.AddRange(e.Problems.Select(problem => Finding.Problem(
                    "project", $"{problem.Code} {problem.Found} ({problem.Where})", problem.Fix)));
            }

            return findings;
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static IEnumerable<IRenderable> Show(IReadOnlyList<Finding> findings)
    {
        var table = Page.Table("=", "=", "");
        foreach (var finding in findings)
        {
            table.Row(Look(finding.Level), finding.Name, finding.Found);
            if (finding.Fix is { } advice)
            {
                table.Row("", "", $"→ {advice}");
            }
        }

        yield return table;
        var (problems, warnings) = (
            findings.Count(finding => finding.Level == Level.Problem), findings.Count(finding => finding.Level == Level.Warning));
        yield return Page.Heading(
            problems + warnings == 0 ? "No problems found." : $"{Format.Count(problems, "problem")}, {Format.Count(warnings, "warning")}.");
    }

    private static Cell Look(Level level) => level switch
    {
        Level.Ok => new Cell("ok", Styles.Good),
        Level.Warning => new Cell("warning", Styles.Attention),
        _ => new Cell("problem", Styles.Bad),
    };
}
