using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Evaluate;

/// <summary>The rows of the test part, kept in memory while all candidates are scored on them, and their slices.</summary>
internal sealed class TestPart
{
    private const int MostSliceValues = 30;

    private readonly IReadOnlyList<RowBlock> blocks;
    private readonly double[] labels;
    private readonly RowDependence dependence;

    private TestPart(IReadOnlyList<RowBlock> blocks, double[] labels, RowDependence dependence, IReadOnlyList<Slice> slices)
    {
        this.blocks = blocks;
        this.labels = labels;
        this.dependence = dependence;
        Slices = slices;
    }

    /// <summary>Number of rows.</summary>
    public int Rows => labels.Length;

    /// <summary>The slices, in order.</summary>
    public IReadOnlyList<Slice> Slices { get; }

    /// <summary>Reads the test part.</summary>
    public static TestPart Load(UnitContext context, CuratedTable table, CancellationToken cancellation)
    {
        var source = CuratedRows.Open(context, table, null, cancellation);
        var blocks = source.Scan(CuratedRows.TestFold, cancellation).ToList();
        if (blocks.Count == 0)
        {
            throw new TrestleException(EvaluateErrors.NoTestRows());
        }

        var label = source.Schema.Find(ReservedColumns.Label);
        var names = table.Columns.Select(column => column.Name).ToArray();
        var unknown = context.Read(EvaluateSettings.Section).Slices.Where(name => !names.Contains(name)).ToArray();
        if (unknown.Length > 0)
        {
            var where = context.Project.Positions.Find("evaluate.slices").ToString();
            throw new TrestleException([.. unknown.Select(name => EvaluateErrors.UnknownSlice(name, names, where))]);
        }

        var by = (table.Time is { } time ? new[] { time } : []).Concat(context.Read(EvaluateSettings.Section).Slices).Distinct();
        return new TestPart(
            blocks,
            [.. blocks.SelectMany(block => block.Numbers(label).ToArray())],
            DependenceReader.Of(table, blocks),
            [.. by.SelectMany(name => By(table.Columns.Single(column => column.Name == name), blocks))]);
    }

    /// <summary>The scores of a model on all rows.</summary>
    public Outcome Score(FittedPlan plan, IModel model, TaskKind task)
    {
        var path = plan.Bind(blocks[0].Schema);
        var features = new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number)));
        var scores = new double[Rows * model.Outputs];
        var at = 0;
        foreach (var block in blocks)
        {
            model.Score(path.Apply(block).Project(features, "evaluate"), scores.AsSpan(at, block.Rows * model.Outputs));
            at += block.Rows * model.Outputs;
        }

        return new Outcome(task, labels, scores, model.Outputs) { Dependence = dependence };
    }

    private static IEnumerable<Slice> By(CuratedColumn column, IReadOnlyList<RowBlock> blocks)
    {
        var rows = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        var at = 0;
        foreach (var block in blocks)
        {
            var position = block.Schema.Find(column.Name);
            for (var i = 0; i < block.Rows; i++)
            {
                var value = Name(column, block, position, i);
                if (!rows.TryGetValue(value, out var list))
                {
                    rows[value] = list = [];
                }

                list.Add(at + i);
            }

            at += block.Rows;
        }

        return rows.OrderByDescending(entry => entry.Value.Count).Take(MostSliceValues)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new Slice($"{column.Name} {entry.Key}", [.. entry.Value]));
    }

    private static string Name(CuratedColumn column, RowBlock block, int position, int row) => column.Kind == ColumnKind.Text
        ? block.Texts(position)[row] ?? "(missing)"
        : block.Numbers(position)[row] is var number && double.IsNaN(number) ? "(missing)"
        : column.Type == ColumnType.Date ? DateTime.UnixEpoch.AddMicroseconds(number).Year.ToString("0000")
        : number.ToString("G6");
}
