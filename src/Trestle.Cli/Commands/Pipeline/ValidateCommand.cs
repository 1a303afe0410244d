using System.Text;

using Trestle.Cli.Output;
using Trestle.Cli.Rendering;
using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle.Profiles;
using Trestle.Stages.ValidateData.Reports;
using Trestle.Stages.ValidateData.Validation;
using Trestle.Storage.Tables;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle validate</c>: holds a file against a contract and expectations, without a run.</summary>
internal static class ValidateCommand
{
    private static readonly string[] Formats = ["terminal", "html", "json", "junit"];

    public static Verb Create(Terminal terminal)
    {
        var file = new Argument<string[]>("FILE")
        {
            HelpName = "[FILE...]",
            Description = "Files to validate, read as one table (default: the source of the project). A project folder among them is what "
                + "they are held against.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var against = Verb.TextOption(
            "--against", "PROJECT", "Project folder, whose contract and expectations count, or a package, whose contract counts.");
        var format = Verb.TextOption("--format", "FORMAT", "Form of the report: terminal, html, json or junit (default: terminal).");
        var output = Verb.TextOption("--output", "FILE", "File for the report (default: standard output).");
        var suggest = new Option<bool>("--suggest")
        {
            Description = "Write expectations that the data suggests, with reasons, as YAML to paste; without a project, too.",
        };
        var profile = new ProfileOptions();
        var (cores, memory) = (Machine.CoresOption(), Machine.MemoryOption());
        var command = new Verb(
            "validate",
            "Hold any file against the contract and the expectations of a project, without training. Ends with 2 if a check fails.",
            "trestle validate new.csv --against examples/churn",
            "trestle validate new.csv --format html --output report.html",
            "trestle validate new.csv --suggest",
            "trestle validate new.csv --profile --target churn")
        {
            file, against, format, output, suggest, cores, memory,
        };
        foreach (var option in profile.All)
        {
            command.Add(option);
        }

        command.SetAction(async (parse, cancellation) =>
        {
            var form = parse.GetValue(format) ?? Formats[0];
            if (!Formats.Contains(form))
            {
                throw new TrestleException(CliErrors.NotUnderstood(
                    $"there is no report format '{form}'", "trestle validate", Nearest.Advice(form, Formats)));
            }

            var machine = Machine.Of(parse.GetValue(cores), parse.GetValue(memory));
            using var work = new Work(machine);
            var (files, project) = Sorted(parse.GetValue(file) ?? [], parse.GetValue(against));
            if (profile.IsAsked(parse))
            {
                Show(terminal, await profile.RunAsync(
                    terminal, parse, files, project, machine, work.Folder, work.Tables, cancellation),
                    form, parse.GetValue(output));
                return (int)ExitCode.Done;
            }

            var held = await HeldAgainstAsync(terminal, files, project, parse.GetValue(suggest), cancellation);
            var name = string.Join(", ", held.Paths.Select(path => Path.GetFileName(path)));
            if (parse.GetValue(suggest))
            {
                var text = new FileSuggestions(work.Tables, terminal.Clock).Run(held.Rules, held.Paths, name, cancellation);
                Print(terminal, text, parse.GetValue(output));
                return (int)ExitCode.Done;
            }

            var report = new FileValidation(work.Tables, terminal.Clock).Run(held.Rules!, held.Paths, name, cancellation);
            Write(terminal, report, form, parse.GetValue(output));
            return (int)(report.Passed ? ExitCode.Done : ExitCode.Refused);
        });
        return command;
    }

    /// <summary>The files, and what they are held against: also a project that is named among them, as in other commands.</summary>
    private static (string[] Files, string? Against) Sorted(string[] typed, string? against)
    {
        var folder = against is null ? typed.FirstOrDefault(place => Directory.Exists(place) && OpenProject.IsProject(place)) : null;
        return folder is null ? (typed, against) : ([.. typed.Where(place => place != folder)], folder);
    }

    /// <summary>What is held against what; suggestions need no rules.</summary>
    private static async Task<(ValidationRules? Rules, string[] Paths)> HeldAgainstAsync(
        Terminal terminal, string[] files, string? against, bool suggests, CancellationToken cancellation)
    {
        if (against is not null && File.Exists(against) && !OpenProject.IsProject(against))
        {
            var rules = new ValidationRules($"the contract of {Path.GetFileName(against)}", ModelPackage.Open(against).Contract);
            return files.Length > 0 ? (rules, files) : throw new TrestleException(CliErrors.NotUnderstood(
                "no file is named", "trestle validate", "name the file to hold against the package"));
        }

        if (suggests && against is null && files.Length > 0 && !OpenProject.IsProject("."))
        {
            return (null, files);
        }

        var open = await OpenProject.AtAsync(against ?? ".", terminal, cancellation);
        var own = await ProjectRules.OfAsync(open.Project, open.Records, cancellation);
        string[] paths = files.Length > 0 ? files : [.. own.Source.Path.Select(open.Project.PathOf)];
        return paths.Length > 0 ? (own, paths) : throw new TrestleException(CliErrors.NotUnderstood(
            "no file is named, and the source of the project is none", "trestle validate", "name the file to validate"));
    }

    private static void Write(Terminal terminal, ValidationReport report, string form, string? output)
    {
        if (output is null && form == "json")
        {
            terminal.Json(report);
            return;
        }

        var text = form switch
        {
            "html" => HtmlReport.Write(report),
            "junit" => JUnitReport.Write(report),
            "json" => Encoding.UTF8.GetString(Documents.WriteReadable(report)) + "\n",
            _ => null,
        };
        if (text is null || output is not null)
        {
            terminal.Show(ValidationView.Of(report));
        }

        if (text is not null || output is not null)
        {
            Print(terminal, text ?? ValidationView.Plain(report), output);
        }
    }

    private static void Show(Terminal terminal, TableProfile profile, string form, string? output)
    {
        var text = ProfileOptions.Write(profile, form);
        if (text is null)
        {
            terminal.Show(ProfileView.Of(profile));
        }

        if (text is not null || output is not null)
        {
            Print(terminal, text ?? Page.Plain(ProfileView.Of(profile)), output);
        }
    }

    private static void Print(Terminal terminal, string text, string? output)
    {
        if (output is null)
        {
            terminal.Output.Profile.Out.Writer.Write(text);
            return;
        }

        ReportFile.Save(output, text);
        terminal.Show(Page.Line($"written: {output}", Styles.Quiet));
    }

    /// <summary>A table engine whose temporary files go with it.</summary>
    private sealed class Work(Resources resources) : IDisposable
    {
        private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("trestle-validate-");
        private TableEngine? tables;

        public string Folder => temporary.FullName;

        public TableEngine Tables =>
            tables ??= new TableEngine(new TableEngineSettings(resources.Cores, resources.Memory, temporary.FullName));

        public void Dispose()
        {
            tables?.Dispose();
            temporary.Delete(recursive: true);
        }
    }
}
