using Trestle.Cli.Cleaning;
using Trestle.Cli.Init;
using Trestle.Cli.Output;
using Trestle.Rows.Steps;
using Trestle.Stages.Clean.Repairs;
using Trestle.Stages.Kernel.Forms;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle clean</c>: repairs that a table suggests, a repaired copy, and the way back.</summary>
internal static class CleanCommand
{
    public static Verb Create(Terminal terminal)
    {
        var place = new Argument<string>("DATA") { Description = "Table (file, folder, pattern or database), or a project folder." };
        var suggest = new Option<bool>("--suggest")
        {
            Description = "Print the repairs and standard forms that the data suggests, as YAML (default).",
        };
        var rules = Verb.TextOption(
            "--rules", "FILE", "Repairs to apply: a file with clean.repairs and standardise.steps, such as --suggest prints.");
        var output = Verb.TextOption("--output", "FILE", "Write a repaired copy (CSV) here; the source is never changed.");
        var changes = Verb.TextOption("--changes", "FILE", "Write the table of changes here (default: OUTPUT with .changes.csv).");
        var undo = Verb.TextOption("--undo", "CHANGES", "Take the changes in this file back from DATA, a repaired copy.");
        var json = Verb.JsonOption();
        var reading = InitCommand.ReadingOptions();
        var command = new Verb(
            "clean", "Suggest repairs of wrong values with their reasons, write a repaired copy, or take repairs back.",
            "trestle clean data/customers.csv --suggest",
            "trestle clean data/customers.csv --rules repairs.yaml --output repaired.csv",
            "trestle clean repaired.csv --undo repaired.changes.csv --output restored.csv")
        {
            place, suggest, rules, output, changes, undo, json,
        };
        foreach (var (_, option) in reading)
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellation) =>
        {
            var data = parse.GetRequiredValue(place);
            var given = InitCommand.Given(reading, parse);
            using var table = OpenProject.IsProject(data)
                ? RepairTable.Open(Project.Open(data), cancellation)
                : RepairTable.Open(new SourceChoice(data, given).Settings(), cancellation);
            terminal.Notice(table.Notes);
            var target = parse.GetValue(output);
            CheckOutput(data, target, (parse.GetValue(undo), parse.GetValue(rules), parse.GetValue(changes)));
            if (parse.GetValue(undo) is { } taken)
            {
                using var list = RepairTable.Open(new SourceChoice(taken, []).Settings(), cancellation);
                Tell(terminal, parse.GetValue(json), RepairedFile.Undo(table, list, target!, cancellation), "restored", target!, null);
                return Task.CompletedTask;
            }

            var searched = table.Sample(cancellation);
            if (target is null)
            {
                var (found, repaired) = RepairSearch.Run(searched, cancellation);
                Suggest(terminal, parse.GetValue(json), table, found, Forms(repaired));
                return Task.CompletedTask;
            }

            var log = parse.GetValue(changes) ?? Path.ChangeExtension(target, ".changes.csv");
            var repairs = parse.GetValue(rules) is { } file ? Ruled(file, table, searched, cancellation)
                : [.. RepairSearch.Run(searched, cancellation).Repairs.Select(found => (StepCatalog.NameOf(found.Step), found.Fitted))];
            Tell(terminal, parse.GetValue(json), RepairedFile.Write(table, repairs, target, log, cancellation), "changed", target, log);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void CheckOutput(string data, string? output, (string? Undo, string? Rules, string? Changes) given)
    {
        var option = given.Undo is not null ? "--undo" : given.Rules is not null ? "--rules"
            : given.Changes is not null ? "--changes" : null;
        if (output is null && option is not null)
        {
            throw new TrestleException(CleaningErrors.NothingToDo(option));
        }

        foreach (var written in new[] { output, given.Changes }.OfType<string>())
        {
            if (Path.GetFullPath(written) == Path.GetFullPath(data))
            {
                throw new TrestleException(CleaningErrors.OwnInput(written));
            }
        }
    }

    /// <summary>The standard forms that the table speaks for, once it is repaired.</summary>
    private static SuggestedForm[] Forms(TextTable table) =>
        [.. table.Schema.Columns.SelectMany(column => FormSearch.Of(column.Name, table.Texts(column.Name)))];

    private static void Suggest(
        Terminal terminal, bool json, RepairTable table, IReadOnlyList<FoundRepair> repairs, IReadOnlyList<SuggestedForm> forms)
    {
        if (table.Step > 1)
        {
            terminal.Notice([$"every {Format.Count(table.Step)}th of {Format.Count(table.Rows, "row")} was searched"]);
        }

        if (json)
        {
            terminal.Json(repairs.Select(repair => new
            {
                repair.Finder,
                Step = StepCatalog.NameOf(repair.Step),
                repair.Step.Columns,
                Cells = repair.Changes.Count,
                repair.Reason,
                Precision = (double?)repair.Precision,
                Yaml = RepairYaml.Write([repair], table.Rows),
            }).Concat(forms.Select(form => new
            {
                Finder = "standard-forms",
                Step = StepCatalog.NameOf(form.Step),
                form.Step.Columns,
                Cells = (int)form.Changed,
                Reason = form.Meaning,
                Precision = (double?)null,
                Yaml = FormYaml.Write([form]),
            })));
            return;
        }

        // The text is a file to be, and must not be wrapped.
        terminal.Output.Profile.Out.Writer.Write(RepairYaml.Write(repairs, table.Rows) + FormYaml.Write(forms));
    }

    /// <summary>The repairs of a file, learned from the table where they learn.</summary>
    private static List<(string Name, IFittedStep Step)> Ruled(
        string file, RepairTable source, TextTable table, CancellationToken cancellation)
    {
        var settings = ProjectBinder.Bind($"name: x\nsource: x\ntarget: x\n{File.ReadAllText(file)}", file).Value;
        var fitted = new List<(string, IFittedStep)>();
        foreach (var asked in settings.Clean.Repairs.Concat(settings.Standardise.Steps.Where(step => step is FormStep or UnicodeForm)))
        {
            var step = source.Complete(asked, cancellation);
            fitted.Add((StepCatalog.NameOf(step), RepairSearch.Fit(step, table)));
            table = table.After(fitted[^1].Item2);
        }

        return fitted;
    }

    private static void Tell(Terminal terminal, bool json, long cells, string verb, string output, string? changes)
    {
        if (json)
        {
            terminal.Json(new { Cells = cells, Output = output, Changes = changes });
            return;
        }

        terminal.Show(Page.Line($"{Format.Count(cells, "cell")} {verb}: {output}"));
        if (changes is not null)
        {
            terminal.Show(Page.Line($"the old values are in {changes}"));
        }
    }
}
