using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Csv;
using Trestle.Storage.Tables.Excel;

namespace Trestle.Stages.Ingest;

/// <summary>A kind of source. One class and one line in <see cref="SourceCatalog"/> add one.</summary>
public interface ISource
{
    /// <summary>The name in the configuration.</summary>
    string Format { get; }

    /// <summary>File name endings that select it.</summary>
    IReadOnlyList<string> Endings { get; }

    /// <summary>Reads all rows.</summary>
    Import Read(TableEngine tables, IReadOnlyList<string> paths, SourceSettings settings, CancellationToken cancellation);
}

/// <summary>All kinds of sources: one line each.</summary>
public static class SourceCatalog
{
    /// <summary>The kinds; the first is taken for text with an unknown ending.</summary>
    public static IReadOnlyList<ISource> All { get; } =
    [
        new CsvSource(),
        new ParquetSource(),
        new JsonLinesSource(),
        new ArrowSource(),
        new ExcelSource(),
    ];

    /// <summary>
    /// The source for some files: by the format that the settings name, else by the first bytes of the files; for text, which any of
    /// several formats may be, by the ending of the first one.
    /// </summary>
    public static ISource For(SourceSettings settings, IReadOnlyList<string> files, string where)
    {
        if (settings.Format is not null)
        {
            return For(settings, where);
        }

        var found = All.First(source => source.Format == TableEngine.FormatOf(files));
        var named = ByEnding(files[0]);
        return found == All[0] && named is JsonLinesSource ? named : found;
    }

    /// <summary>The source for the settings alone: by the format they name, else by the ending of the first path.</summary>
    public static ISource For(SourceSettings settings, string where) => settings.Format is { } format
        ? All.FirstOrDefault(source => source.Format == format)
            ?? throw new TrestleException(IngestErrors.UnknownFormat(format, [.. All.Select(source => source.Format)], where))
        : ByEnding(settings.Path[0]) ?? All[0];

    private static ISource? ByEnding(string path) => All.FirstOrDefault(
        source => source.Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));
}

/// <summary>Delimited text: every value is text, and is parsed by the row path.</summary>
public sealed class CsvSource : ISource
{
    /// <inheritdoc/>
    public string Format => "csv";

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".csv", ".tsv", ".txt", ".data", ".csv.gz"];

    /// <inheritdoc/>
    public Import Read(
        TableEngine tables, IReadOnlyList<string> paths, SourceSettings settings, CancellationToken cancellation) => tables.ReadCsv(
        new CsvOptions
        {
            Paths = paths,
            Delimiter = settings.Delimiter,
            Quote = settings.Quote,
            Escape = settings.Escape,
            Comment = settings.Comment,
            Skip = settings.Skip,
            Header = settings.Header,
            Encoding = settings.Encoding,
            Schema = settings.Schema,
        },
        cancellation);
}

/// <summary>Parquet files.</summary>
internal sealed class ParquetSource : ISource
{
    /// <inheritdoc/>
    public string Format => "parquet";

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".parquet"];

    /// <inheritdoc/>
    public Import Read(TableEngine tables, IReadOnlyList<string> paths, SourceSettings settings, CancellationToken cancellation) =>
        tables.ReadParquet(paths, settings.Schema, cancellation);
}

/// <summary>Files of JSON objects, one per line or in a list.</summary>
internal sealed class JsonLinesSource : ISource
{
    /// <inheritdoc/>
    public string Format => "jsonl";

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".jsonl", ".ndjson", ".json"];

    /// <inheritdoc/>
    public Import Read(TableEngine tables, IReadOnlyList<string> paths, SourceSettings settings, CancellationToken cancellation) =>
        tables.ReadJsonLines(paths, settings.Schema, cancellation);
}

/// <summary>Arrow files and streams, and Feather files of version 2, which are the same.</summary>
internal sealed class ArrowSource : ISource
{
    /// <inheritdoc/>
    public string Format => "arrow";

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".arrow", ".feather", ".arrows"];

    /// <inheritdoc/>
    public Import Read(TableEngine tables, IReadOnlyList<string> paths, SourceSettings settings, CancellationToken cancellation) =>
        tables.ReadArrow(paths, settings.Schema, cancellation);
}

/// <summary>Sheets of Excel workbooks.</summary>
internal sealed class ExcelSource : ISource
{
    /// <inheritdoc/>
    public string Format => "excel";

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".xlsx", ".xlsm", ".xls"];

    /// <inheritdoc/>
    public Import Read(TableEngine tables, IReadOnlyList<string> paths, SourceSettings settings, CancellationToken cancellation) =>
        tables.ReadExcel(
            paths,
            new ExcelOptions { Sheet = settings.Sheet, Range = settings.Range, Header = settings.Header, Skip = settings.Skip },
            settings.Schema, cancellation);
}
