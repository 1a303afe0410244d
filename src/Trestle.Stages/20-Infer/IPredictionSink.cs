using Trestle.Storage.Tables;

namespace Trestle.Stages.Infer;

/// <summary>Somewhere predictions are written to. One class and one line in <see cref="SinkCatalog"/> add one.</summary>
public interface IPredictionSink
{
    /// <summary>The ending of the file names that it is taken for.</summary>
    string Ending { get; }

    /// <summary>Writes all blocks to a file that appears when it is whole.</summary>
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

    /// <summary>The sink for a file's ending; an error names the endings there are.</summary>
    public static IPredictionSink For(string path) =>
        All.FirstOrDefault(sink => path.EndsWith(sink.Ending, StringComparison.OrdinalIgnoreCase))
        ?? throw new TrestleException(InferErrors.UnknownEnding(path, [.. All.Select(sink => sink.Ending)]));
}

/// <summary>A Parquet file.</summary>
public sealed class ParquetSink : IPredictionSink
{
    /// <inheritdoc/>
    public string Ending => ".parquet";

    /// <inheritdoc/>
    public void Write(TableEngine tables, RowSchema schema, IEnumerable<RowBlock> blocks, string path, CancellationToken cancellation) =>
        tables.Write(schema, blocks, path, cancellation);
}
