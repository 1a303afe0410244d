using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Typing;
using Trestle.Storage.Tables;

namespace Trestle.Cli.Init;

/// <summary>What a column of a file looks like.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it seems to be.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Distinct values.</param>
/// <param name="Values">The values, when they are few and each stands in many rows.</param>
internal sealed record SeenColumn(string Name, ColumnType Type, long Missing, long Distinct, IReadOnlyList<string> Values);

/// <summary>What a file looks like that a project is to be made for.</summary>
/// <param name="Rows">Rows that were looked at.</param>
/// <param name="Whole">Whether those are all.</param>
/// <param name="Columns">The columns.</param>
internal sealed record DataPreview(long Rows, bool Whole, IReadOnlyList<SeenColumn> Columns)
{
    /// <summary>Of a larger text file only so much is looked at.</summary>
    private const int MostBytes = 16 << 20;

    /// <summary>Values are shown when there are at most this many, each in at least ten rows on average.</summary>
    private const int FewValues = 6;

    /// <summary>Columns that hold moments.</summary>
    public IEnumerable<SeenColumn> Times => Columns.Where(column => column.Type == ColumnType.Date);

    /// <summary>Columns whose values are all different and never missing, and that are named or written like identifiers.</summary>
    public IEnumerable<SeenColumn> Keys => Columns.Where(column => column.Missing == 0 && column.Distinct == Rows && Rows > 1
        && (column.Type == ColumnType.Text || (column.Type == ColumnType.Number && column.Name.EndsWith("id", StringComparison.OrdinalIgnoreCase))));

    /// <summary>Looks at a file, or at the beginning of a large one.</summary>
    public static DataPreview Look(string file, string temporary, CancellationToken cancellation)
    {
        var settings = new SourceSettings { Path = [file] };
        var source = SourceCatalog.For(settings, file);
        var beginning = source is CsvSource && File.Exists(file) && new FileInfo(file).Length > MostBytes && !file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
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

        return new DataPreview(import.Table.Rows, beginning == file, [.. columns.Select(column => column.Seen())]);
    }

    /// <summary>The first lines of a file as a file of their own.</summary>
    private static string Beginning(string file, string temporary)
    {
        var bytes = new byte[MostBytes];
        using (var stream = File.OpenRead(file))
        {
            bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }

        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        var path = Path.Combine(temporary, Path.GetFileName(file));
        File.WriteAllBytes(path, bytes[..(end > 0 ? end : bytes.Length)]);
        return path;
    }

    /// <summary>What is gathered about one column.</summary>
    private sealed class Evidence(Column column, RowSchema schema)
    {
        private readonly StatValue[] values = column.Kind == ColumnKind.Text
            ? [new TypeEvidence(column.Name, Contract.DefaultNullTokens).Start(schema)]
            : [new Count(column.Name).Start(schema), new Quantiles(column.Name).Start(schema)];

        public void Add(RowBlock block) => Array.ForEach(values, value => value.Add(block));

        public SeenColumn Seen()
        {
            if (values is [CountValue count, QuantilesValue numbers])
            {
                return new SeenColumn(column.Name, ColumnType.Number, count.Missing, numbers.Values.Length, []);
            }

            var texts = (TypeEvidenceValue)values[0];
            var distinct = texts.Overflowed ? texts.Present : texts.Counts.Count;
            var few = texts.Counts.Count <= FewValues && texts.Present >= 10L * texts.Counts.Count;
            return new SeenColumn(column.Name, TypeInference.Of(texts).Type, texts.Missing, distinct, few ? [.. texts.Counts.Keys.Order(StringComparer.Ordinal)] : []);
        }
    }
}
