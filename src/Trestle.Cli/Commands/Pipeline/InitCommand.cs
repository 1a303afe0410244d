using System.Diagnostics.CodeAnalysis;

using Trestle.Cli.Init;
using Trestle.Cli.Output;
using Trestle.Core.Configuration;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Cli.Commands.Pipeline;

/// <summary><c>trestle init</c>: a project for a table.</summary>
internal static class InitCommand
{
    private const string SchemaName = "trestle.schema.json";
    private const int LongestName = 64;

    public static Verb Create(Terminal terminal)
    {
        var data = new Argument<string>("DATA")
        {
            Description = "Table: a file (CSV with any delimiter, Parquet, Arrow, JSON or Excel), a folder of them, a pattern in quotes, "
                + "an https, s3 or azure address, or a database (its address, or '${VARIABLE}' in quotes) with --table or --query.",
        };
        var target = Verb.TextOption("--target", "COLUMN", "Column to predict.");
        var name = Verb.TextOption("--name", "NAME", "Name of the project and its model (default: the file name).");
        var output = Verb.TextOption("--output", "DIR", "Folder to write to (default: the folder of the data).");
        var force = new Option<bool>("--force") { Description = "Overwrite an existing trestle.yaml." };
        var reading = ReadingOptions();
        var json = Verb.JsonOption();
        var command = new Verb(
            "init", "Inspect a table and write a commented trestle.yaml for it.",
            "trestle init data/customers.csv --target churn --output .",
            "trestle init 'data/2024-*.csv' --target price --encoding windows-1252",
            "trestle init '${DATABASE_URL}' --table customers --target churn") { data, target, name, output, force };
        foreach (var option in reading.Select(option => option.Option).Append<Option>(json))
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellation) =>
        {
            var source = new SourceChoice(parse.GetRequiredValue(data), Given(reading, parse));
            var folder = parse.GetValue(output) ?? source.Folder;
            var created = CreateProject(
                source, parse.GetValue(target), parse.GetValue(name), folder, parse.GetValue(force), cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(created);
            }
            else
            {
                terminal.Show(
                    [.. InitPage.Show(created), Page.Heading("Next"), Page.Command(OpenProject.Type(folder, "run"))]);
            }

            return Task.CompletedTask;
        });
        return command;
    }

    /// <summary>An option for each setting that says what is read and how.</summary>
    public static (Setting Setting, Option<string?> Option)[] ReadingOptions() =>
    [
        .. ProjectBinder.Model.Describe(typeof(SourceSettings)).Settings
            .Where(setting => setting.Key is not ("path" or "connection" or "url" or "headers" or "paging"))
            .Select(setting => (setting, Verb.TextOption($"--{setting.Key}", setting.Key.ToUpperInvariant(), setting.Description))),
    ];

    /// <summary>The settings that a command line gives, by key; the values in YAML.</summary>
    public static KeyValuePair<string, string>[] Given(IEnumerable<(Setting Setting, Option<string?> Option)> reading, ParseResult parse) =>
    [
        .. reading.Where(option => parse.GetValue(option.Option) is not null)
            .Select(option => KeyValuePair.Create(option.Setting.Key, Yaml(option.Setting, parse.GetValue(option.Option)!))),
    ];

    /// <summary>The value of an option in YAML: a text between quotes if need be, anything else as it is.</summary>
    private static string Yaml(Setting setting, string value)
    {
        var isText = setting.Shape.Type == typeof(string) || setting.Shape.Type == typeof(char);
        return !isText && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
            ? value
            : ConfigurationFile.Yaml(value == "\\t" ? "\t" : value); // a shell passes a tab as \t
    }

    private static Created CreateProject(
        SourceChoice source, string? target, string? name, string folder, bool force, CancellationToken cancellation)
    {
        var configuration = Path.Combine(folder, Project.FileName);
        if (File.Exists(configuration) && !force)
        {
            throw new TrestleException(CliErrors.AlreadyThere(configuration));
        }

        source.Check(folder, [Project.FileName, SchemaName]);
        var path = source.Path(folder);
        var (data, proposals) = Look(source, target, path, cancellation);
        name ??= NameOf(source.Stem);
        var text = ConfigurationFile.Write(name, source.Yaml(folder), target, data, proposals);
        ProjectBinder.Bind(text, configuration);
        Write(configuration, text);
        var schema = Path.Combine(folder, SchemaName);
        Write(schema, JsonSchema.For(typeof(ProjectSettings), ProjectBinder.Model));
        return new Created(configuration, schema, name, path, target, data, proposals);
    }

    private static (DataPreview Data, Proposals Proposals) Look(
        SourceChoice source, [NotNull] string? target, string path, CancellationToken cancellation)
    {
        var temporary = Directory.CreateTempSubdirectory("trestle-init-").FullName;
        try
        {
            using var survey = Survey.Open(source.Settings(), target ?? "", temporary, cancellation);
            string[] columns = [.. survey.Data.Columns.Select(column => column.Name)];
            return target is not null && columns.Contains(target)
                ? (survey.Data, Proposals.Of(survey, target, path))
                : throw new TrestleException(target is null
                    ? InitErrors.WhichTarget(columns, path) : InitErrors.NoTarget(target, columns, path));
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static string NameOf(string file)
    {
        var stem = file.Split('.')[0];
        var name = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).Trim('-');
        return name.Length == 0 ? "model" : name[..Math.Min(LongestName, name.Length)];
    }

    private static void Write(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(CliErrors.CannotWrite(path, e.Message), ExitCode.Mistake, e);
        }
    }
}
