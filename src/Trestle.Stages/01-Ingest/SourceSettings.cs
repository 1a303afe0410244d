using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Ingest;

/// <summary>Where the data comes from.</summary>
public sealed record SourceSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SourceSettings> Section { get; } = new("source");

    [Setting("Files, relative to the project: a path, a pattern such as data/*.csv, or a list of them.", Example = "data/*.csv")]
    public required IReadOnlyList<string> Path { get; init; }

    [Setting("Format of the files: csv (any delimiter), parquet or jsonl; by default the file's ending tells.")]
    public string? Format { get; init; }

    [Setting("CSV: the character between values; by default it is detected.", Example = "\";\"")]
    public char? Delimiter { get; init; }

    [Setting("CSV: the character around values that hold the delimiter; by default it is detected.", Example = "\"'\"")]
    public char? Quote { get; init; }

    [Setting("CSV: whether the first line holds the names of the columns; without it they are called column1, column2 and so on.")]
    public bool Header { get; init; } = true;

    [Setting("CSV: encoding of the text, such as utf-8, utf-16 or windows-1252; by default it is detected.")]
    public string? Encoding { get; init; }

    /// <summary>A path alone is short for the section.</summary>
    [ShortForm]
    public static SourceSettings FromText(string path) => new() { Path = [path] };
}
