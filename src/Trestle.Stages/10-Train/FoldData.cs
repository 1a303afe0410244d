using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>Rows of one fold after the feature plan: the features, with row numbers, labels and what the rows depend on.</summary>
internal sealed record FeatureRows(IReadOnlyList<RowBlock> Blocks, double[] Rows, double[] Labels, RowDependence Dependence);

/// <summary>Turns curated rows into features, each row by the plan that did not learn from it.</summary>
internal sealed class FeatureBuilder(IRowSource source, CuratedTable table, Contract contract, IReadOnlyList<string> categories)
{
    private readonly int label = source.Schema.Require(ReservedColumns.Label, ColumnKind.Number, "train");
    private readonly int row = source.Schema.Require(ReservedColumns.Row, ColumnKind.Number, "train");

    /// <summary>The rows of the folds that a round learned from, fold after fold.</summary>
    public TrainingSet Training(FittedRound round, CancellationToken cancellation) =>
        Set([.. round.Folds.Folds.Select(fold => Rows([fold], round.Training[fold], cancellation))]);

    /// <summary>The rows of folds that a round did not learn from.</summary>
    public FeatureRows Validation(FittedRound round, FoldSet folds, CancellationToken cancellation) =>
        Rows(folds.Folds, round.Plan, cancellation);

    /// <summary>Rows in the form that a learner takes.</summary>
    public TrainingSet Set(IReadOnlyList<FeatureRows> parts) => new()
    {
        Features = parts[0].Blocks.Count > 0 ? parts[0].Blocks[0].Schema : new RowSchema([]),
        Blocks = [.. parts.SelectMany(part => part.Blocks)],
        Labels = [.. parts.SelectMany(part => part.Labels)],
        Task = contract.Task,
        Classes = contract.Classes.Count,
        Categories = categories,
    };

    private FeatureRows Rows(IEnumerable<int> folds, FittedPlan plan, CancellationToken cancellation)
    {
        var path = plan.Bind(source.Schema);
        var features = new RowSchema(
            path.Output.Columns.Where(column => !column.Name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal)));
        var blocks = new List<RowBlock>();
        var rows = new List<double>();
        var labels = new List<double>();
        var dependence = new DependenceReader(table);
        foreach (var block in folds.SelectMany(fold => source.Scan(fold, cancellation)))
        {
            cancellation.ThrowIfCancellationRequested();
            blocks.Add(path.Apply(block).Project(features, "train"));
            rows.AddRange(block.Numbers(row));
            labels.AddRange(block.Numbers(label));
            dependence.Add(block);
        }

        return new FeatureRows(blocks, [.. rows], [.. labels], dependence.Read());
    }
}
