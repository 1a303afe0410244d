using Trestle.Storage.Tables;

namespace Trestle.Stages.Infer;

/// <summary>A format of predictions. Adding one takes one class and one line in <see cref="SinkCatalog"/>.</summary>
public interface IPredictionSink
{
    /// <summary>The file name ending that selects it.</summary>
    string Ending { get; }

    /// <summary>Whether people open its files in spreadsheets, which run texts that look like formulas.</summary>
    bool OpensInSpreadsheets => false;

    /// <summary>Writes all blocks to a file that appears only when it is complete.</summary>
    void Write(TableEngine tables, RowSchema schema, IEnumerable<RowBlock> blocks, string path, CancellationToken cancellation);
}

/// <summary>All sinks: one line each.</summary>
public static class SinkCatalog
{
    /// <summary>The sinks.</summary>
    public static IReadOnlyList<IPredictionSink> All { get; } =
    [
        new ParquetSink(),
        new CsvSink(),
        new JsonLinesSink(),
    ];

    /// <summary>The sink for a file's ending; the error for another ending lists the known ones.</summary>
    public static IPredictionSink For(string path) =>
        All.FirstOrDefault(sink => path.EndsWith(sink.Ending, StringComparison.OrdinalIgnoreCase))
        ?? throw new TrestleException(InferErrors.UnknownEnding(path, [.. All.Select(sink => sink.Ending)]));
}

/// <summary>A Parquet file.</summary>
internal sealed class ParquetSink : IPredictionSink
{
    /// <inheritdoc/>
    public string Ending => ".parquet";

    /// <inheritdoc/>
    public void Write(TableEngine tables, RowSchema schema, IEnumerable<RowBlock> blocks, string path, CancellationToken cancellation) =>
        tables.Write(schema, blocks, path, cancellation);
}
