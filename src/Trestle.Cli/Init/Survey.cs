using Trestle.Cli.Rendering;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Typing;
using Trestle.Storage.Tables;

namespace Trestle.Cli.Init;

/// <summary>
/// The data of a new project, read once: what its columns are, and their values for questions about several columns. Such questions are
/// answered by the first rows of a large table.
/// </summary>
internal sealed class Survey : IDisposable
{
    /// <summary>Values are shown if there are at most this many, each in at least ten rows on average.</summary>
    private const int FewValues = 6;
    private const int MostValues = 10_000_000;
    private const int FewestRows = 10_000;
    private const int MostRows = 200_000;

    private readonly TableEngine engine;
    private readonly Import import;
    private readonly CancellationToken cancellation;
    private readonly Dictionary<string, StatValue[]> answers;
    private readonly IReadOnlyDictionary<string, ColumnReading> readings;
    private readonly Dictionary<string, double[]> numbers = [];
    private readonly Dictionary<string, int[]> codes = [];

    private Survey(TableEngine engine, Import import, SourceBeginning files, string target, CancellationToken cancellation)
    {
        (this.engine, this.import, this.cancellation) = (engine, import, cancellation);
        var table = import.Table;
        answers = table.Schema.Columns.ToDictionary(column => column.Name, column => Start(column, table.Schema, target));
        foreach (var block in table.Scan(null, null, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var value in answers.Values.SelectMany(values => values))
            {
                value.Add(block);
            }
        }

        readings = ReadingJudge.Of(
            table.Schema.Names(ColumnKind.Text).ToDictionary(name => name, name => Texts(name)!), import.Delimiter);
        Rows = (int)Math.Min(table.Rows, Math.Clamp(MostValues / Math.Max(1, table.Schema.Columns.Count), FewestRows, MostRows));
        Data = new DataPreview(
            table.Rows, files.Whole, files.Count, Layout(import), [.. table.Schema.Columns.Select(column => Preview(column.Name))],
            import.RejectedCount, UnreadLines.Of(import.Rejected), import.Notes);
    }

    /// <summary>What was found.</summary>
    public DataPreview Data { get; }

    /// <summary>The length of <see cref="Numbers"/> and <see cref="Codes"/>.</summary>
    public int Rows { get; }

    /// <summary>Reads the data, or the beginning of large text files.</summary>
    /// <param name="source">Where it is and how to read it.</param>
    /// <param name="target">The column to predict; it need not be there.</param>
    /// <param name="temporary">A folder for temporary files, which outlives the survey.</param>
    /// <param name="cancellation">Ends the reading promptly.</param>
    public static Survey Open(SourceSettings source, string target, string temporary, CancellationToken cancellation)
    {
        var engine = new TableEngine(new TableEngineSettings(Environment.ProcessorCount, 1L << 30, temporary));
        try
        {
            if (!source.IsLocal)
            {
                var request = new SourceRequest(source, Directory.GetCurrentDirectory(), engine, temporary, "the command line");
                var read = SourceReader.Read(request, cancellation);
                var count = source.Database.Connection is null ? read.Files.Count : 0;
                return new Survey(engine, read.Import, new SourceBeginning([], Whole: true, count), target, cancellation);
            }

            var found = engine.FindFiles(source.Path, cancellation);
            var reader = SourceCatalog.For(source, found, "the command line");
            var files = reader is CsvSource ? SourceBeginning.Of(found, source, temporary) : new SourceBeginning(found, true, found.Count);
            var import = StandardNames.Read(reader, engine, files.Paths, source, cancellation);
            return new Survey(engine, import, files, target, cancellation);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>A column by its name.</summary>
    public ColumnPreview Column(string name) => Data.Columns.First(column => column.Name == name);

    /// <summary>The texts of a column; null for a column that the source holds as numbers.</summary>
    public ColumnEvidenceValue? Texts(string column) => answers[column][0] as ColumnEvidenceValue;

    /// <summary>What a run would make of the target.</summary>
    public TargetFindings Target(string target, string where)
    {
        var settings = new TableSettings { Target = target };
        return Texts(target) is { } texts
            ? TargetFindings.Of(settings, readings[target], texts, where)
            : TargetFindings.Of(settings, (QuantilesValue)answers[target][1], where);
    }

    /// <summary>
    /// The values of a column of numbers or dates (microseconds since 1970) in the first <see cref="Rows"/> rows; NaN where there is
    /// none.
    /// </summary>
    public double[] Numbers(string column)
    {
        if (numbers.TryGetValue(column, out var known))
        {
            return known;
        }

        if (Texts(column) is null)
        {
            return numbers[column] = [.. Scan(column).SelectMany(block => block.Numbers(0).ToArray()).Take(Rows)];
        }

        var contract = ContractOf(column);
        return numbers[column] = [.. Scan(column).SelectMany(block => block.Texts(0).ToArray()).Take(Rows)
            .Select(text => Read(contract, text))];
    }

    /// <summary>Equal values of a column have the same number, from 0 by first occurrence; -1 for no value; of the first rows.</summary>
    public int[] Codes(string column)
    {
        if (codes.TryGetValue(column, out var known))
        {
            return known;
        }

        return codes[column] = Texts(column) is null || Column(column).Type is ColumnType.Number or ColumnType.Date
            ? Code(Numbers(column), value => double.IsNaN(value))
            : Code(Scan(column).SelectMany(block => block.Texts(0).ToArray()).Take(Rows), IsMissing);
    }

    /// <summary>Rows that repeat an earlier row in these columns, exactly, among all that were read.</summary>
    public int Repeated(params IReadOnlyList<string> columns) => import.Table.DuplicateRows(columns, cancellation).Length;

    /// <summary>The texts of a column of numbers or dates whose value this is, as they stand in the source.</summary>
    public string[] Spellings(string column, double value)
    {
        var contract = ContractOf(column);
        return [.. Texts(column)!.Counts.Keys.Where(text => Read(contract, text) == value).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The values of a column of numbers or dates with their rows, ascending; none where there are too many to be kept one by one.
    /// </summary>
    public (double Value, long Rows)[] Histogram(string column)
    {
        if (Texts(column) is { } texts)
        {
            var contract = ContractOf(column);
            return [.. texts.Counts.Select(entry => (Value: Read(contract, entry.Key), Rows: entry.Value))
                .Where(entry => double.IsFinite(entry.Value))
                .GroupBy(entry => entry.Value)
                .Select(group => (group.Key, group.Sum(entry => entry.Rows)))
                .OrderBy(entry => entry.Key)];
        }

        var found = (QuantilesValue)answers[column][1];
        return found.Exact ? [.. found.Values.ToArray().Zip(found.Counts.ToArray())] : [];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        import.Dispose();
        engine.Dispose();
    }

    private IEnumerable<RowBlock> Scan(string column) => import.Table.Scan([column], null, cancellation);

    private static StatValue[] Start(Column column, RowSchema schema, string target) => column.Kind == ColumnKind.Text
        ? [(column.Name == target ? TargetFindings.Evidence(target) : new ColumnEvidence(column.Name, Contract.DefaultNullTokens))
            .Start(schema)]
        : [new Count(column.Name).Start(schema), new Quantiles(column.Name).Start(schema)];

    private ColumnContract ContractOf(string column)
    {
        var reading = readings[column];
        return new ColumnContract
        {
            Name = column,
            Type = reading.Type,
            DecimalMark = reading.DecimalMark,
            Formats = reading.Formats,
            Affixes = reading.Affixes,
        };
    }

    private static double Read(ColumnContract column, string? text) =>
        text is not null && ValueParser.TryRead(column, text, out var value) ? value : double.NaN;

    private static bool IsMissing(string? text) =>
        text is null || MissingWords.IsCertain(text) || ValueParser.IsNull(text, Contract.DefaultNullTokens);

    private static int[] Code<T>(IEnumerable<T> values, Func<T, bool> isMissing)
    {
        var known = new Dictionary<ValueTuple<T>, int>();
        return [.. values.Select(value =>
        {
            if (isMissing(value))
            {
                return -1;
            }

            if (!known.TryGetValue(new(value), out var code))
            {
                known.Add(new(value), code = known.Count);
            }

            return code;
        })];
    }

    private ColumnPreview Preview(string name)
    {
        if (Texts(name) is not { } texts)
        {
            var (count, values) = ((CountValue)answers[name][0], (QuantilesValue)answers[name][1]);
            var distinct = values.Exact ? values.Values.Length : count.Rows - Repeated(name) - (count.Missing > 0 ? 1 : 0);
            return new ColumnPreview(
                new ReadingReport { Column = name, Reading = "number", Words = "number in the source", Share = 1 },
                ColumnType.Number, count.Missing, distinct, [], [], null);
        }

        var reading = readings[name];
        var few = texts.Counts.Count <= FewValues && texts.Present >= 10L * texts.Counts.Count;
        return new ColumnPreview(
            new ReadingReport
            {
                Column = name,
                Reading = reading.Reading,
                Words = reading.Words,
                Share = reading.Share,
                RunnerUp = reading.RunnerUp,
                Decided = reading.Decided,
                Missing = reading.Missing,
                LeftOver = reading.LeftOver,
            },
            reading.Type, texts.Missing + reading.Missing.Sum(word => word.Rows), texts.Distinct - reading.Missing.Count,
            few ? [.. texts.Counts.Keys.Order(StringComparer.Ordinal)] : [], reading.Notes, reading.Question);
    }

    private static string Layout(Import import)
    {
        var first = import.Files[0];
        var delimiter = first.Delimiter switch
        {
            null => "",
            "\t" => ", delimited by tabs",
            var text => $", delimited by '{text}'",
        };
        return first.Format + (first.Encoding is { } encoding ? $", {encoding}" : "") + delimiter;
    }
}
