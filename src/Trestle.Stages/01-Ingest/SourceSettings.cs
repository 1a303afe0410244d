using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Ingest;

/// <summary>Where the data comes from.</summary>
public sealed record SourceSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SourceSettings> Section { get; } = new("source");

    [Setting(
        "Files, relative to the project: a path, a pattern such as data/*.csv, or a list; or objects of a store, "
            + "s3://bucket/2024/*.parquet or azure://account/container/2024/*.parquet.",
        Example = "data/*.csv")]
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>A database instead of files.</summary>
    [Inline]
    public DatabaseSettings Database { get; init; } = new();

    /// <summary>Addresses instead of files.</summary>
    [Inline]
    public HttpSettings Http { get; init; } = new();

    [Setting(
        "A program instead of files, with its arguments; what it prints is the table, in any format. It runs in the project's folder.",
        Example = "[dotnet, run, --project, tools/Export]")]
    public IReadOnlyList<string> Program { get; init; } = [];

    [Setting(
        "Instead of a place: other tables under sources that are put one under the other; their columns are matched by name.",
        Example = "[north, south]")]
    public IReadOnlyList<string> Union { get; init; } = [];

    [Setting("With union: name of a further column, with the name of the table that a row is from (default: none).", Example = "region")]
    public string? Origin { get; init; }

    [Setting(
        "Instead of a place: file with a SELECT (of DuckDB) over the tables that 'tables' names; only for a table that is joined.",
        Example = "queries/spending.sql")]
    public string? Sql { get; init; }

    [Setting("With sql: the other tables under sources that the query reads, without their private columns.", Example = "[orders, shops]")]
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>The tables that <see cref="Union"/> or <see cref="Tables"/> name, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, TableSource>> Parts { get; init; } = [];

    [Setting(
        "Objects in s3:// and azure://: server other than AWS, or than Azure's public cloud (with the account).",
        Example = "https://minio.example.org:9000")]
    public WebAddress? Endpoint { get; init; }

    [Setting("Objects in s3://: region (default: as the AWS SDK finds it).", Example = "eu-central-1")]
    public string? Region { get; init; }

    [Setting("Addresses, programs: most bytes that are fetched from one.")]
    public ByteSize SizeLimit { get; init; } = new(100L << 30);

    [Setting("Databases, addresses: how long one may take for the first part, and for each further one (default: 10m, 100s); programs: how "
        + "long one may run (default: 1h).")]
    [Range(typeof(TimeSpan), "1s", "7d")]
    public TimeSpan? Timeout { get; init; }

    [Setting("File format: csv (any delimiter), parquet, arrow, jsonl or excel (default: by the first bytes of the file).")]
    public string? Format { get; init; }

    [Setting("Zip archives: which of the files in them, as a pattern (default: all).", Example = "\"*.csv\"")]
    public string? Entries { get; init; }

    [Setting("Excel: name of the sheet (default: the only visible one that has cells).")]
    public string? Sheet { get; init; }

    [Setting("Excel: the cells of the table, its header included: from and to, or only the first one (default: all).", Example = "B3:F200")]
    public string? Range { get; init; }

    [Setting("CSV: text between values, or 'whitespace' for any run of blanks and tabs (default: detected).", Example = "\";\"")]
    public string? Delimiter { get; init; }

    [Setting("CSV: quote character (default: detected).", Example = "\"'\"")]
    public char? Quote { get; init; }

    [Setting("CSV: character that makes the mark after it plain text (default: a backslash where it stands before quotes).",
        Example = "\"\\\\\"")]
    public char? Escape { get; init; }

    [Setting("CSV: text at the beginning of lines to skip (default: none; lines with # above the header are detected).",
        Example = "\"#\"")]
    public string? Comment { get; init; }

    [Setting(
        "CSV, Excel: lines to skip at the beginning of each file, such as a title (default: titles are detected where they are certain).")]
    public int Skip { get; init; }

    [Setting("CSV, Excel: whether the first line holds the column names; if not, columns are named column1, column2 and so on.")]
    public bool Header { get; init; } = true;

    [Setting("CSV: text encoding, such as utf-8, utf-16 or windows-1252 (default: detected).")]
    public string? Encoding { get; init; }

    [Setting("How the columns of several files may differ. evolve: a column that a file lacks is missing there; strict: not at all.")]
    public SchemaMode Schema { get; init; } = SchemaMode.Evolve;

    /// <summary>How it grows.</summary>
    [Inline]
    public IncrementSettings Increment { get; init; } = new();

    [Setting(
        "Names of columns: as-is, or snake-case (\"Total Charges ($)\" is total_charges everywhere in the configuration; requests and "
        + "files may have either name).",
        Example = "snake-case")]
    public NameForm Names { get; init; }

    /// <summary>Whether it is made of other tables.</summary>
    internal bool IsMade => Union.Count > 0 || Sql is not null;

    /// <summary>Whether it is files on this machine.</summary>
    public bool IsLocal => Path.Count > 0 && !Path.Any(ObjectConnector.IsObject);

    /// <summary>The source in words, without any secret.</summary>
    public string Name() => Database.Connection is not null ? Database.Of("", Timeout).Name
        : Http.Url.Count > 0 ? string.Join(", ", Http.Url)
        : Program.Count > 0 ? Program[0]
        : Sql is not null ? Sql
        : Union.Count > 0 ? string.Join(" and ", Union)
        : string.Join(", ", Path);

    /// <summary>A path or an address alone is short for the section.</summary>
    [ShortForm]
    public static SourceSettings FromText(string path) => WebAddress.IsOne(path)
        ? new() { Http = new HttpSettings { Url = [WebAddress.Parse(path)] } }
        : new() { Path = [path] };
}
