using Trestle.Cli.Init;
using Trestle.Cli.Output;
using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Cli.Commands.Pipeline;

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
        var command = new Verb(
            "init", "Inspect a table and write a commented trestle.yaml for it.",
            "trestle init data/customers.csv --target churn --output .") { data, target, name, output, force, json };
        command.SetAction((parse, cancellation) =>
        {
            var file = parse.GetRequiredValue(data);
            var parent = Path.GetDirectoryName(file);
            var folder = parse.GetValue(output) ?? (string.IsNullOrEmpty(parent) ? "." : parent);
            var created = CreateProject(
                file, parse.GetRequiredValue(target), parse.GetValue(name), folder, parse.GetValue(force), cancellation);
            if (parse.GetValue(json))
            {
                terminal.Json(created);
            }
            else
            {
                terminal.Show(Show(created, folder));
            }

            return Task.CompletedTask;
        });
        return command;
    }

    private static Created CreateProject(
        string file, string target, string? name, string folder, bool force, CancellationToken cancellation)
    {
        var configuration = Path.Combine(folder, Project.FileName);
        if (File.Exists(configuration) && !force)
        {
            throw new TrestleException(CliErrors.AlreadyThere(configuration));
        }

        var data = Preview(file, cancellation);
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
        return new Created(configuration, schema, name, source, target, data);
    }

    private static DataPreview Preview(string file, CancellationToken cancellation)
    {
        var temporary = Directory.CreateTempSubdirectory("trestle-init-").FullName;
        try
        {
            return DataPreview.Read(file, temporary, cancellation);
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

    private static IEnumerable<IRenderable> Show(Created created, string folder)
    {
        var target = created.Data.Columns.Single(column => column.Name == created.Target);
        var values = target.Values.Count > 0 ? string.Join(", ", target.Values) : $"{Format.Count(target.Distinct)} distinct values";
        yield return Page.Line(
            $"Wrote {created.File} for {Format.Count(created.Data.Columns.Count, "column")} and "
                + $"{(created.Data.Whole ? "" : "more than ")}{Format.Count(created.Data.Rows, "row")}.",
            Styles.Strong);
        yield return Page.Facts(
            ("target", $"{created.Target}: {values}{(target.Missing > 0 ? $", {Format.Count(target.Missing)} missing" : "")}"),
            ("time", Hint(created.Data.Times, "set 'time' to it if rows are ordered in time")),
            ("key", Hint(created.Data.Keys, "set 'key' to it if it identifies a row")));
        yield return Page.Heading("Next");
        yield return Page.Command(OpenProject.Type(folder, "run"));
    }

    /// <summary>The names of columns with what to do with them; null without columns.</summary>
    private static string? Hint(IEnumerable<ColumnPreview> columns, string advice) =>
        Format.Some([.. columns.Select(column => column.Name)], 5) is { Length: > 0 } names ? $"{names}: {advice}" : null;

    /// <summary>What was written.</summary>
    private sealed record Created(string File, string Schema, string Name, string Source, string Target, DataPreview Data);
}
