using System.IO.Enumeration;
using System.Text.RegularExpressions;

using Trestle.Core.Configuration;
using Trestle.Stages.Ingest;

namespace Trestle.Cli.Init;

/// <summary>The <c>source</c> of a new project: what was named on the command line, and how to read it.</summary>
internal sealed partial class SourceChoice
{
    private static readonly char[] Wildcards = ['*', '?', '['];

    private readonly string path;
    private readonly string rest;
    private readonly IReadOnlyList<KeyValuePair<string, string>> options;

    /// <summary>The source that a command line names.</summary>
    /// <param name="path">
    /// A file, a pattern, or a folder, which stands for its files with the most frequent known ending; or a database, written as its
    /// address or as the variable that holds it; or an http, s3 or azure address.
    /// </param>
    /// <param name="options">Settings of the source, by key; the values in YAML.</param>
    public SourceChoice(string path, IReadOnlyList<KeyValuePair<string, string>> options)
    {
        this.options = options;
        if (!File.Exists(path) && Address().IsMatch(path))
        {
            (IsElsewhere, this.path, rest, Folder) = (true, path, path, ".");
            return;
        }

        this.path = Directory.Exists(path) ? System.IO.Path.Combine(path, "*" + Ending(path)) : path;
        IsPattern = !File.Exists(this.path) && this.path.IndexOfAny(Wildcards) >= 0;
        var end = (IsPattern ? this.path.LastIndexOf('/', this.path.IndexOfAny(Wildcards)) : this.path.LastIndexOf('/')) + 1;
        (Folder, rest) = (end == 0 ? "." : end == 1 ? "/" : this.path[..(end - 1)], this.path[end..]);
    }

    /// <summary>The folder of the files; of a pattern, the part before the first wildcard.</summary>
    public string Folder { get; }

    /// <summary>Whether it is a database, an address or objects of a store instead of files.</summary>
    public bool IsElsewhere { get; }

    /// <summary>Whether several files may be meant.</summary>
    public bool IsPattern { get; }

    /// <summary>What the project can be named after.</summary>
    public string Stem => Key == "url" ? path.Split('?')[0].TrimEnd('/').Split('/')[^1] is { Length: > 0 } last ? last : "model"
        : IsElsewhere && Key == "path" ? path.Split('/')[2]
        : IsElsewhere ? options.FirstOrDefault(option => option.Key == "table").Value?.Trim('"').Split('.')[^1] ?? "model"
        : IsPattern ? System.IO.Path.GetFileName(System.IO.Path.GetFullPath(Folder)) : rest;

    /// <summary>The path as a project in a folder names it.</summary>
    public string Path(string folder)
    {
        if (IsElsewhere)
        {
            return FileAddress().Match(path) is { Success: true } file
                ? file.Groups[1].Value + System.IO.Path.GetRelativePath(System.IO.Path.GetFullPath(folder), file.Groups[2].Value)
                : path;
        }

        var root = System.IO.Path.GetRelativePath(System.IO.Path.GetFullPath(folder), System.IO.Path.GetFullPath(Folder));
        return root == "." ? rest : $"{root.Replace('\\', '/').TrimEnd('/')}/{rest}";
    }

    /// <summary>The section of the configuration, for a project in a folder.</summary>
    public string Yaml(string folder) => options.Count == 0 && !IsElsewhere
        ? $"source: {ConfigurationFile.Yaml(Path(folder))}"
        : string.Join(
            "\n  ", options.Select(option => $"{option.Key}: {option.Value}")
                .Prepend($"{Key}: {ConfigurationFile.Yaml(Path(folder))}").Prepend("source:"));

    /// <summary>The settings to read the files with, from the current folder.</summary>
    public SourceSettings Settings()
    {
        var settings = ProjectBinder.Bind($"name: x\ntarget: x\n{Yaml(".")}\n", "the command line").Value.MainSource;
        return Key != "path" ? settings : settings with { Path = [path] };
    }

    /// <summary>Error TR0182 when the pattern also matches a file that is written to a folder.</summary>
    public void Check(string folder, IEnumerable<string> written)
    {
        var same = System.IO.Path.GetFullPath(folder).TrimEnd('/') == System.IO.Path.GetFullPath(Folder);
        if (IsPattern && same && written.FirstOrDefault(file => FileSystemName.MatchesSimpleExpression(rest, file)) is { } own)
        {
            throw new TrestleException(InitErrors.OwnFile(path, own));
        }
    }

    private static string Ending(string folder)
    {
        var known = SourceCatalog.All.SelectMany(source => source.Endings).OrderByDescending(ending => ending.Length).ToArray();
        return Directory.EnumerateFiles(folder)
            .Select(file => known.FirstOrDefault(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            .OfType<string>()
            .GroupBy(ending => ending)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key ?? throw new TrestleException(InitErrors.NoTables(folder, known));
    }

    private string Key => WebAddress.IsOne(path) ? "url"
        : IsElsewhere && new SourceSettings { Path = [path] }.IsLocal ? "connection"
        : "path";

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+-]+://|sqlite:|duckdb:|\$\{)", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    /// <summary>A database in a file with a relative path.</summary>
    [GeneratedRegex(@"^(sqlite:|duckdb:)(?!//)(.+)", RegexOptions.CultureInvariant)]
    private static partial Regex FileAddress();
}
