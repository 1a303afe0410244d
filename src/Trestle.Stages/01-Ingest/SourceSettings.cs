using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Ingest;

/// <summary>Where the data comes from.</summary>
public sealed record SourceSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SourceSettings> Section { get; } = new("source");

    [Setting("Files, relative to the project: a path, a pattern such as data/*.csv, or a list.", Example = "data/*.csv")]
    public required IReadOnlyList<string> Path { get; init; }

    [Setting("File format: csv (any delimiter), parquet or jsonl (default: by file extension).")]
    public string? Format { get; init; }

    [Setting("CSV: delimiter between values (default: detected).", Example = "\";\"")]
    public char? Delimiter { get; init; }

    [Setting("CSV: quote character (default: detected).", Example = "\"'\"")]
    public char? Quote { get; init; }

    [Setting("CSV: whether the first line holds the column names; if not, columns are named column1, column2 and so on.")]
    public bool Header { get; init; } = true;

    [Setting("CSV: text encoding, such as utf-8, utf-16 or windows-1252 (default: detected).")]
    public string? Encoding { get; init; }

    /// <summary>A path alone is short for the section.</summary>
    [ShortForm]
    public static SourceSettings FromText(string path) => new() { Path = [path] };
}
