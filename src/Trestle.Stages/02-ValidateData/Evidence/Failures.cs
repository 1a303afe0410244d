using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>How many rows fail a test, and the first of them with their values.</summary>
/// <param name="Test">The test.</param>
/// <param name="Context">What it may know besides the rows.</param>
internal sealed record Failures(IRowTest Test, ExpectationContext Context) : Stat<FailuresValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [.. Test.Uses.Select(use => use.Name), ReservedColumns.Row];

    /// <inheritdoc/>
    protected override FailuresValue Begin(RowSchema schema) => new(this, schema);
}

/// <summary>A row that failed, with its values in the order of the columns that the test reads.</summary>
internal sealed record FailedValues(long Row, IReadOnlyList<object?> Values);

/// <summary>The answer to <see cref="Failures"/>; exact, in memory that does not grow with the table.</summary>
internal sealed class FailuresValue : StatValue
{
    /// <summary>The most rows that are named.</summary>
    public const int Most = 10;

    private readonly Failures question;
    private readonly RowSchema schema;
    private readonly int row;
    private readonly int[] positions;
    private readonly RowJudge judge;
    private readonly List<FailedValues> first = [];
    private Verdict[] verdicts = [];

    public FailuresValue(Failures question, RowSchema schema)
    {
        (this.question, this.schema) = (question, schema);
        row = schema.Require(ReservedColumns.Row, ColumnKind.Number, "failing rows");
        positions = [.. question.Test.Uses.Select(use => schema.Require(use.Name, "failing rows"))];
        judge = question.Test.Bind(schema, question.Context);
    }

    /// <summary>Number of rows with something to judge.</summary>
    public long Judged { get; private set; }

    /// <summary>Number of rows that fail.</summary>
    public long Failing { get; private set; }

    /// <summary>The rows with the smallest numbers that fail, ascending, at most <see cref="Most"/>.</summary>
    public IReadOnlyList<FailedValues> First => first;

    /// <summary>What was said of the rows of the block that was added last.</summary>
    public ReadOnlySpan<Verdict> Latest => verdicts;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        if (verdicts.Length != block.Rows)
        {
            verdicts = new Verdict[block.Rows];
        }

        judge(block, verdicts);
        var (judged, failing) = (0, 0);
        foreach (var verdict in verdicts)
        {
            judged += verdict == Verdict.NotJudged ? 0 : 1;
            failing += verdict == Verdict.Fails ? 1 : 0;
        }

        Judged += judged;
        Failing += failing;
        if (failing > 0)
        {
            Remember(block);
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new FailuresValue(question, schema);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var failures = (FailuresValue)other;
        Judged += failures.Judged;
        Failing += failures.Failing;
        failures.first.ForEach(Insert);
    }

    /// <summary>The values of one row of a block.</summary>
    public FailedValues Of(RowBlock block, int position) => new(
        (long)block.Numbers(row)[position], [.. positions.Select(column => Value(block, column, position))]);

    private void Remember(RowBlock block)
    {
        var rows = block.Numbers(row);
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i] == Verdict.Fails && (first.Count < Most || rows[i] < first[^1].Row))
            {
                Insert(Of(block, i));
            }
        }
    }

    private void Insert(FailedValues failed)
    {
        var at = first.FindIndex(other => other.Row > failed.Row);
        first.Insert(at < 0 ? first.Count : at, failed);
        if (first.Count > Most)
        {
            first.RemoveAt(Most);
        }
    }

    private static object? Value(RowBlock block, int position, int row) => block.Schema[position].Kind == ColumnKind.Text
        ? block.Texts(position)[row]
        : double.IsNaN(block.Numbers(position)[row]) ? null : block.Numbers(position)[row];
}
