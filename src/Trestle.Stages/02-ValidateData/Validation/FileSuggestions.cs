using System.Text;

using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Storage.Tables;

namespace Trestle.Stages.ValidateData.Validation;

/// <summary>
/// Expectations that a file suggests, as YAML to paste, each with its reason. A large file is looked at in parts that are spread evenly
/// over it.
/// </summary>
/// <param name="tables">Reads the file.</param>
/// <param name="clock">The present time, for the reasons.</param>
public sealed class FileSuggestions(TableEngine tables, TimeProvider clock)
{
    /// <summary>Rows beyond these change no suggestion.</summary>
    private const long MostRows = 500_000;

    /// <summary>The expectations of some files, which are read as one table.</summary>
    /// <param name="rules">How columns are read; null to find out from the file itself.</param>
    /// <param name="paths">The files.</param>
    /// <param name="name">What the text calls them.</param>
    /// <param name="cancellation">Ends the scan promptly.</param>
    public string Run(ValidationRules? rules, IReadOnlyList<string> paths, string name, CancellationToken cancellation)
    {
        var source = (rules?.Source ?? new SourceSettings { Path = [] }) with { Path = paths, Format = null };
        using var import = StandardNames.Read(
            SourceCatalog.For(source, tables.FindFiles(paths, cancellation), name), tables, paths, source, cancellation);
        var file = new NumberedFile(import.Table);
        var ranges = Spread(RowRange.Of(import.Table.Rows));
        var contract = rules is null
            ? Inferred(file, ranges, import.Delimiter, cancellation)
            : file.Present(rules.Contract) with { Target = "" };
        var typing = ContractSteps.Typing(contract, file.Schema);
        var columns = contract.Columns.Where(column => rules?.Ignored.Contains(column.Name) != true).ToArray();
        var rows = ExpectationRows.Of(
            contract, file.Schema, typing.Output, columns.Select(column => new ColumnUse(column.Name, ColumnView.Text)));
        ColumnSuggestions[] each =
        [
            .. columns.Select(column => new ColumnSuggestions(
                column, rows.Schema[rows.Schema.Find(column.Name)].Kind == ColumnKind.Number, clock.GetUtcNow())),
        ];
        var needs = each.SelectMany(column => column.Needs).ToArray();
        var values = LaneScan.Run(
            ranges, range => file.Scan(range, cancellation), () => new StatSet(needs, rows.Schema),
            (lane, block) => lane.Add(rows.Of(block, typing.Apply(Infinities.Without(block)))), (lane, other) => lane.Merge(other),
            import.Table.Threads, cancellation).Values();
        return Text(
            [.. Table(file.Columns, import.Table.Rows), .. each.SelectMany(column => column.Of(values))], name, import.Table.Rows,
            ranges.Sum(range => range.Rows));
    }

    private static IReadOnlyList<RowRange> Spread(IReadOnlyList<RowRange> ranges)
    {
        var most = (int)Math.Max(1, MostRows / Math.Max(1, ranges.Count == 0 ? 1 : ranges[0].Rows));
        return ranges.Count <= most ? ranges : [.. Enumerable.Range(0, most).Select(i => ranges[(int)((long)i * ranges.Count / most)])];
    }

    private static IEnumerable<Suggestion> Table(IReadOnlyList<string> columns, long rows)
    {
        yield return new Suggestion(
            $"columns-include: {{columns: [{string.Join(", ", columns.Select(ColumnSuggestions.Quoted))}]}}", "the columns of this file");
        if (rows > 0)
        {
            yield return new Suggestion(
                $"row-count: {{min: {Math.Max(1, rows / 2)}, max: {rows * 2}, severity: warning}}",
                $"{Format.Count(rows, "row")}; half as many to twice as many, if each delivery is about as large");
        }
    }

    private static string Text(IReadOnlyList<Suggestion> suggestions, string name, long rows, long looked)
    {
        var extent = looked < rows ? $"{Format.Count(looked)} of {Format.Count(rows, "row")}" : Format.Count(rows, "row");
        var text = new StringBuilder()
            .Append($"# Suggested by {Format.Plain(name)}, {extent}. Each leaves a margin for data that has not been seen:\n")
            .Append("# read them before use.\nvalidate-data:\n  expectations:\n");
        foreach (var suggestion in suggestions)
        {
            text.Append($"    # {Format.Plain(suggestion.Reason)}\n    - {suggestion.Yaml}\n");
        }

        return text.ToString();
    }

    /// <summary>How the columns of a file are read that no contract describes.</summary>
    private static Contract Inferred(
        NumberedFile file, IReadOnlyList<RowRange> ranges, string? delimiter, CancellationToken cancellation)
    {
        var texts = file.Columns.Where(column => file.Schema[file.Schema.Find(column)].Kind == ColumnKind.Text).ToArray();
        var questions = texts.ToDictionary(name => name, name => new ColumnEvidence(name, Contract.DefaultNullTokens));
        var found = LaneScan.Run(
            ranges, range => file.Scan(range, cancellation), () => new StatSet(questions.Values, file.Schema),
            (lane, block) => lane.Add(block), (lane, other) => lane.Merge(other), 1, cancellation).Values();
        var readings = ReadingJudge.Of(texts.ToDictionary(name => name, name => found.Of(questions[name])), delimiter);
        return new Contract
        {
            Task = TaskKind.Regression,
            Target = "",
            Columns =
            [
                .. file.Columns.Select(name => readings.TryGetValue(name, out var reading)
                    ? Read(name, reading)
                    : new ColumnContract { Name = name, Type = ColumnType.Number, Nullable = true }),
            ],
        };
    }

    private static ColumnContract Read(string name, ColumnReading reading) => new()
    {
        Name = name,
        Type = reading.Type,
        Nullable = true,
        DecimalMark = reading.DecimalMark,
        Formats = reading.Formats,
        Affixes = reading.Affixes,
        NullTokens = reading.Missing.Count == 0 ? null
            : [.. Contract.DefaultNullTokens.Concat(reading.Missing.Select(word => word.Value))],
    };
}
