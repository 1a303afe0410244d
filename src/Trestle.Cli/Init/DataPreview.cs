using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Readings;
using Trestle.Storage.Tables;

namespace Trestle.Cli.Init;

/// <summary>What was found in a column of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its inferred type.</param>
/// <param name="Missing">Number of rows without a value.</param>
/// <param name="Distinct">Number of distinct values.</param>
/// <param name="Values">The values, if there are few and each occurs in many rows.</param>
internal sealed record ColumnPreview(string Name, ColumnType Type, long Missing, long Distinct, IReadOnlyList<string> Values);

/// <summary>What was found in the file of a new project.</summary>
/// <param name="Rows">Number of rows that were read.</param>
/// <param name="Whole">Whether these are all rows.</param>
/// <param name="Columns">The columns.</param>
internal sealed record DataPreview(long Rows, bool Whole, IReadOnlyList<ColumnPreview> Columns)
{
    /// <summary>Only this much of a larger text file is read.</summary>
    private const int MaxBytes = 16 << 20;

    /// <summary>Values are shown if there are at most this many, each in at least ten rows on average.</summary>
    private const int FewValues = 6;

    /// <summary>Columns with dates.</summary>
    public IEnumerable<ColumnPreview> Times => Columns.Where(column => column.Type == ColumnType.Date);

    /// <summary>Columns whose values are all different and never missing, and that are named or written like identifiers.</summary>
    public IEnumerable<ColumnPreview> Keys => Columns.Where(column => column.Missing == 0 && column.Distinct == Rows && Rows > 1
        && (
            column.Type == ColumnType.Text || (
                column.Type == ColumnType.Number && column.Name.EndsWith("id", StringComparison.OrdinalIgnoreCase))));

    /// <summary>Reads a file, or the beginning of a large one.</summary>
    public static DataPreview Read(string file, string temporary, CancellationToken cancellation)
    {
        var settings = new SourceSettings { Path = [file] };
        var source = File.Exists(file) ? SourceCatalog.For(settings, [file], file) : SourceCatalog.For(settings, file);
        var beginning = source is CsvSource
            && File.Exists(file) && new FileInfo(file).Length > MaxBytes
            && !TableEngine.IsCompressed(file)
            ? Beginning(file, temporary)
            : file;
        using var engine = new TableEngine(new TableEngineSettings(Environment.ProcessorCount, 1L << 30, temporary));
        using var import = source.Read(engine, [beginning], settings, cancellation);
        var columns = import.Table.Schema.Columns.Select(column => new Evidence(column, import.Table.Schema)).ToArray();
        foreach (var block in import.Table.Scan(null, null, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            Array.ForEach(columns, column => column.Add(block));
        }

        return new DataPreview(import.Table.Rows, beginning == file, Previews(columns, import.Delimiter));
    }

    private static ColumnPreview[] Previews(Evidence[] columns, string? delimiter)
    {
        var readings = ReadingJudge.Of(
            columns.Where(column => column.Texts is not null).ToDictionary(column => column.Name, column => column.Texts!), delimiter);
        return [.. columns.Select(column => column.Preview(readings.GetValueOrDefault(column.Name)))];
    }

    /// <summary>Copies the first lines of a file to a new file.</summary>
    private static string Beginning(string file, string temporary)
    {
        var bytes = new byte[MaxBytes];
        using (var stream = File.OpenRead(file))
        {
            bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }

        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        var path = Path.Combine(temporary, Path.GetFileName(file));
        File.WriteAllBytes(path, bytes[..(end > 0 ? end : bytes.Length)]);
        return path;
    }

    /// <summary>Statistics of one column.</summary>
    private sealed class Evidence(Column column, RowSchema schema)
    {
        private readonly StatValue[] values = column.Kind == ColumnKind.Text
            ? [new ColumnEvidence(column.Name, Contract.DefaultNullTokens).Start(schema)]
            : [new Count(column.Name).Start(schema), new Quantiles(column.Name).Start(schema)];

        public void Add(RowBlock block) => Array.ForEach(values, value => value.Add(block));

        public string Name => column.Name;

        public ColumnEvidenceValue? Texts => values[0] as ColumnEvidenceValue;

        public ColumnPreview Preview(ColumnReading? reading)
        {
            if (values is [CountValue count, QuantilesValue numbers])
            {
                return new ColumnPreview(column.Name, ColumnType.Number, count.Missing, numbers.Values.Length, []);
            }

            var few = Texts!.Counts.Count <= FewValues && Texts.Present >= 10L * Texts.Counts.Count;
            return new ColumnPreview(
                column.Name, reading!.Type, Texts.Missing, Texts.Distinct,
                few ? [.. Texts.Counts.Keys.Order(StringComparer.Ordinal)] : []);
        }
    }
}
