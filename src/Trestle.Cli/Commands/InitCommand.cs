using Trestle.Cli.Init;
using Trestle.Cli.Output;
using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Cli.Commands;

/// <summary><c>trestle init</c>: a project for a table.</summary>
internal static class InitCommand
{
    private const string SchemaName = "trestle.schema.json";
    private const int LongestName = 64;

    public static Verb Create(Terminal terminal)
    {
        var data = new Argument<string>("DATA") { Description = "Table: CSV (any delimiter), Parquet or JSON lines." };
        var target = new Option<string>("--target") { HelpName = "COLUMN", Description = "Column to predict.", Required = true };
        var name = Verb.TextOption("--name", "NAME", "Name of the project and its model (default: the file name).");
        var output = Verb.TextOption("--output", "DIR", "Folder to write to (default: the folder of the data).");
        var force = new Option<bool>("--force") { Description = "Overwrite an existing trestle.yaml." };
        var json = Verb.JsonOption();
        var command = new Verb("init", "Inspect a table and write a commented trestle.yaml for it.", "trestle init data/customers.csv --target churn --output .") { data, target, name, output, force, json };
        command.SetAction((parse, cancellation) =>
        {
            var file = parse.GetRequiredValue(data);
            var beside = Path.GetDirectoryName(file);
            var folder = parse.GetValue(output) ?? (string.IsNullOrEmpty(beside) ? "." : beside);
            var begun = Begin(file, parse.GetRequiredValue(target), parse.GetValue(name), folder, parse.GetValue(force), cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(begun);
            }
            else
            {
                terminal.Show(Show(begun, folder));
            }

            return Task.CompletedTask;
        });
        return command;
    }

    private static Begun Begin(string file, string target, string? name, string folder, bool force, CancellationToken cancellation)
    {
        var configuration = Path.Combine(folder, Project.FileName);
        if (File.Exists(configuration) && !force)
        {
            throw new TrestleException(CliErrors.AlreadyThere(configuration));
        }

        var data = Look(file, cancellation);
        if (data.Columns.All(column => column.Name != target))
        {
            throw new TrestleException(CliErrors.NoColumn(target, [.. data.Columns.Select(column => column.Name)], file));
        }

        name ??= NameOf(file);
        var source = Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(file)).Replace('\\', '/');
        var text = ConfigurationFile.Write(name, source, target, data);
        ProjectBinder.Bind(text, configuration);
        Write(configuration, text);
        var schema = Path.Combine(folder, SchemaName);
        Write(schema, JsonSchema.For(typeof(ProjectSettings), ProjectBinder.Model));
        return new Begun(configuration, schema, name, source, target, data);
    }

    private static DataPreview Look(string file, CancellationToken cancellation)
    {
        var temporary = Directory.CreateTempSubdirectory("trestle-init-").FullName;
        try
        {
            return DataPreview.Look(file, temporary, cancellation);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static string NameOf(string file)
    {
        var stem = Path.GetFileName(file).Split('.')[0];
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

    private static IEnumerable<IRenderable> Show(Begun begun, string folder)
    {
        var target = begun.Data.Columns.Single(column => column.Name == begun.Target);
        yield return Page.Line($"{begun.File} is written, for {Format.Count(begun.Data.Columns.Count, "column")} and {(begun.Data.Whole ? "" : "more than ")}{Format.Count(begun.Data.Rows, "row")}.", Styles.Strong);
        yield return Page.Facts(
            ("target", $"{begun.Target}: {(target.Values.Count > 0 ? string.Join(", ", target.Values) : $"{Format.Count(target.Distinct)} distinct values")}{(target.Missing > 0 ? $", {Format.Count(target.Missing)} missing" : "")}"),
            ("time", Format.Some([.. begun.Data.Times.Select(column => column.Name)], 5) is { Length: > 0 } times ? $"{times}: name it under 'time' if the past is to predict the future" : null),
            ("key", Format.Some([.. begun.Data.Keys.Select(column => column.Name)], 5) is { Length: > 0 } keys ? $"{keys}: name it under 'key' if it identifies a row" : null));
        yield return Page.Heading("Next");
        yield return Page.Command(OpenProject.Type(folder, "run"));
    }

    /// <summary>What was written.</summary>
    private sealed record Begun(string File, string Schema, string Name, string Source, string Target, DataPreview Data);
}
