using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>Rows of one fold after the feature plan: the features, with row numbers, labels and what the rows depend on.</summary>
internal sealed record FeatureRows(IReadOnlyList<RowBlock> Blocks, double[] Rows, double[] Labels, RowDependence Dependence)
{
    /// <summary>How much each row counts; null where all count the same.</summary>
    public double[]? Weights { get; init; }

    /// <summary>The amounts that decisions on them are worth, where they differ by row.</summary>
    public IReadOnlyList<double[]> Amounts { get; init; } = [];
}

/// <summary>Turns curated rows into features, each row by the plan that did not learn from it.</summary>
/// <param name="source">The curated rows.</param>
/// <param name="table">What is known of them.</param>
/// <param name="contract">The contract.</param>
/// <param name="categories">Names of the features that are codes of categories.</param>
/// <param name="values">What decisions on rows are worth, where it differs by row.</param>
/// <param name="thin">Whether a row, by its number and its label, is learned from; null for all that count.</param>
internal sealed class FeatureBuilder(
    IRowSource source, CuratedTable table, Contract contract, IReadOnlyList<string> categories, RowValues? values = null,
    Func<double, double, bool>? thin = null)
{
    private readonly int? weight = table.Weights is { } name ? source.Schema.Require(name, ColumnKind.Number, "train") : null;
    private readonly int label = source.Schema.Require(ReservedColumns.Label, ColumnKind.Number, "train");
    private readonly int row = source.Schema.Require(ReservedColumns.Row, ColumnKind.Number, "train");

    /// <summary>Whether some rows are not learned from: they are thinned out, or may count nothing.</summary>
    public bool IsThinned => thin is not null || weight is not null;

    /// <summary>The rows of the folds that a round learned from, fold after fold, without those that are thinned out.</summary>
    public TrainingSet Training(FittedRound round, CancellationToken cancellation) =>
        Set([.. round.Folds.Folds.Select(fold => Rows([fold], round.Training[fold], learned: true, cancellation))]);

    /// <summary>
    /// The rows that end the learning of a round early: those of the folds that it did not learn from, thinned as what it learns, so that
    /// their classes are as frequent. Nothing is measured on them.
    /// </summary>
    public TrainingSet Stopping(FittedRound round, FoldSet folds, CancellationToken cancellation) =>
        Set([Rows(folds.Folds, round.Plan, learned: true, cancellation)]);

    /// <summary>The rows of folds that a round did not learn from.</summary>
    public FeatureRows Validation(FittedRound round, FoldSet folds, CancellationToken cancellation) =>
        Rows(folds.Folds, round.Plan, learned: false, cancellation);

    /// <summary>Rows in the form that a learner takes.</summary>
    public TrainingSet Set(IReadOnlyList<FeatureRows> parts)
    {
        var schema = parts.SelectMany(part => part.Blocks).FirstOrDefault()?.Schema ?? new RowSchema([]);
        return Set(parts, schema, [.. categories.Where(name => schema.Find(name) >= 0)]);
    }

    private TrainingSet Set(IReadOnlyList<FeatureRows> parts, RowSchema schema, IReadOnlyList<string> codes) => new()
    {
        Features = schema,
        Blocks = [.. parts.SelectMany(part => part.Blocks)],
        Labels = [.. parts.SelectMany(part => part.Labels)],
        Weights = weight is null ? null : [.. parts.SelectMany(part => part.Weights!)],
        Task = contract.Task,
        Classes = contract.Classes.Count,
        Categories = codes,
    };

    private FeatureRows Rows(
        IEnumerable<int> folds, FittedPlan plan, bool learned, CancellationToken cancellation)
    {
        var path = plan.Bind(source.Schema);
        var features = new RowSchema(
            path.Output.Columns.Where(column => !column.Name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal)));
        var blocks = new List<RowBlock>();
        var rows = new List<double>();
        var labels = new List<double>();
        var weights = new List<double>();
        var (dependence, amounts) = (new DependenceReader(table), new AmountReader(values, table));
        foreach (var whole in folds.SelectMany(fold => source.Scan(fold, cancellation)))
        {
            cancellation.ThrowIfCancellationRequested();
            var block = learned && IsThinned ? Kept(whole) : whole;
            if (block.Rows == 0)
            {
                continue;
            }

            blocks.Add(path.Apply(block).Project(features, "train"));
            rows.AddRange(block.Numbers(row));
            labels.AddRange(block.Numbers(label));
            weights.AddRange(weight is { } at ? block.Numbers(at) : []);
            dependence.Add(block);
            amounts.Add(block);
        }

        return new FeatureRows(blocks, [.. rows], [.. labels], dependence.Read())
        {
            Weights = weight is null ? null : [.. weights],
            Amounts = amounts.Read(),
        };
    }

    private RowBlock Kept(RowBlock block)
    {
        var (rows, labels) = (block.Numbers(row).ToArray(), block.Numbers(label).ToArray());
        var weights = weight is { } at ? block.Numbers(at).ToArray() : null;
        return block.Take(
        [
            .. Enumerable.Range(0, block.Rows).Where(i => thin?.Invoke(rows[i], labels[i]) != false && weights?[i] is not 0),
        ]);
    }
}
