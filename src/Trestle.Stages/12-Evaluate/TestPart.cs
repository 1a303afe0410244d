using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ValidateModel;
using Trestle.Stages.ValidateModel.Columns;

namespace Trestle.Stages.Evaluate;

/// <summary>The rows of the test part, kept in memory while all candidates are scored on them, and their slices.</summary>
internal sealed class TestPart
{
    private readonly IReadOnlyList<RowBlock> blocks;
    private readonly double[] labels;
    private readonly RowDependence dependence;
    private readonly double[]? weights;
    private readonly IReadOnlyList<double[]> amounts;
    private readonly CuratedTable table;

    private TestPart(
        CuratedTable table, IReadOnlyList<RowBlock> blocks, double[] labels, double[]? weights, RowDependence dependence,
        IReadOnlyList<double[]> amounts,
        IReadOnlyList<Slice> slices)
    {
        this.table = table;
        this.blocks = blocks;
        this.labels = labels;
        this.weights = weights;
        this.dependence = dependence;
        this.amounts = amounts;
        Slices = slices;
    }

    /// <summary>Number of rows.</summary>
    public int Rows => labels.Length;

    /// <summary>The rows, with all columns of the curated table.</summary>
    public IReadOnlyList<RowBlock> Blocks => blocks;

    /// <summary>The slices, in order.</summary>
    public IReadOnlyList<Slice> Slices { get; }

    /// <summary>Reads the test part, with the amounts that decisions on its rows are worth.</summary>
    public static TestPart Load(UnitContext context, CuratedTable table, RowValues? values, CancellationToken cancellation)
    {
        var source = CuratedRows.Open(context, table, null, cancellation);
        var blocks = source.Scan(CuratedRows.TestFold, cancellation).ToList();
        if (blocks.Count == 0)
        {
            throw new TrestleException(EvaluateErrors.NoTestRows());
        }

        var label = source.Schema.Find(ReservedColumns.Label);
        var where = context.Project.Positions.Find("evaluate.slices").ToString();
        var by = (table.Time is { } time ? new[] { time } : [])
            .Concat(table.Forecast is { } forecast ? [forecast.Ahead, .. forecast.Series] : [])
            .Concat(context.Read(EvaluateSettings.Section).Slices).Distinct();
        var slicings = Slicing.Of(by, table, source.Schema, where, EvaluateErrors.UnknownSlice);
        return new TestPart(
            table,
            blocks,
            [.. blocks.SelectMany(block => block.Numbers(label).ToArray())],
            table.Weights is { } weights
                ? [.. blocks.SelectMany(block => block.Numbers(source.Schema.Find(weights)).ToArray())]
                : null,
            DependenceReader.Of(table, blocks),
            AmountReader.Of(values, table, blocks),
            [.. slicings.SelectMany(slicing => slicing.Divide(blocks))]);
    }

    /// <summary>The rows that meet a condition on columns of the curated table; null without any.</summary>
    public Slice? Where(string condition) => Slicing.Of(
            [condition], table, blocks[0].Schema, "validate-model.slices",
            (name, _, _) => throw new InvalidOperationException($"a slice names a column '{name}' that is not there"))
        .SelectMany(slicing => slicing.Divide(blocks)).FirstOrDefault();

    /// <summary>The rows by groups that are to be treated alike.</summary>
    public IReadOnlyList<FairnessGroups> Groups(FairnessRows groups) => groups.Of(blocks, blocks[0].Schema);

    /// <summary>The scores of a model on all rows.</summary>
    public Outcome Score(FittedPlan plan, IModel model, TaskKind task)
    {
        var path = new ScoredPath(plan, model, blocks[0].Schema);
        var scores = new double[Rows * model.Outputs];
        var at = 0;
        foreach (var block in blocks)
        {
            path.Score(block, scores.AsSpan(at, block.Rows * model.Outputs));
            at += block.Rows * model.Outputs;
        }

        return new Outcome(task, labels, scores, model.Outputs) { Weights = weights, Dependence = dependence, Amounts = amounts };
    }
}
