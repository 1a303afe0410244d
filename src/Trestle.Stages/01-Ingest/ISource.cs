using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Csv;

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
    /// <summary>The kinds; the first is taken for files with an unknown ending.</summary>
    public static IReadOnlyList<ISource> All { get; } =
    [
        new CsvSource(),
        new ParquetSource(),
        new JsonLinesSource(),
    ];

    /// <summary>The source for the settings: by the format they name, else by the ending of the first path.</summary>
    public static ISource For(SourceSettings settings, string where)
    {
        if (settings.Format is { } format)
        {
            return All.FirstOrDefault(source => source.Format == format)
                ?? throw new TrestleException(IngestErrors.UnknownFormat(format, [.. All.Select(source => source.Format)], where));
        }

        return All.FirstOrDefault(
            source => source.Endings.Any(ending => settings.Path[0].EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            ?? All[0];
    }
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
        tables.ReadParquet(paths, cancellation);
}

/// <summary>Files with one JSON object per line.</summary>
internal sealed class JsonLinesSource : ISource
{
    /// <inheritdoc/>
    public string Format => "jsonl";

    /// <inheritdoc/>
    public IReadOnlyList<string> Endings => [".jsonl", ".ndjson", ".json"];

    /// <inheritdoc/>
    public Import Read(TableEngine tables, IReadOnlyList<string> paths, SourceSettings settings, CancellationToken cancellation) =>
        tables.ReadJsonLines(paths, cancellation);
}
