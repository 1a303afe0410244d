using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateModel.Columns;

namespace Trestle.Stages.Evaluate.Effects;

/// <summary>
/// How the answers of a model depend on the columns of the curated table that its features of most weight are made from. The whole row
/// path runs for every changed row, so a column is changed in all features that it is part of; columns that stage 5 derives or looks up
/// are columns of their own.
/// </summary>
/// <param name="table">The curated table.</param>
/// <param name="contract">The contract. Columns that are private, whose values nobody may see, are left out.</param>
/// <param name="effort">The share of the usual rows.</param>
internal sealed class ModelEffects(CuratedTable table, Contract contract, double effort)
{
    private const int PartialRows = 200;
    private const int AccumulatedRows = 1000;
    private const int LeastRows = 50;
    private const int SingleRows = 20;
    private const int MostFeatures = 40;
    private const int MostClasses = 10;

    /// <summary>The effects of the columns of most weight, by how much they move the answers.</summary>
    /// <param name="blocks">The rows, with the columns of the curated table.</param>
    /// <param name="plan">The row path.</param>
    /// <param name="model">The model.</param>
    /// <param name="importance">The weights of its features.</param>
    /// <param name="most">How many columns.</param>
    /// <param name="cancellation">Ends it early.</param>
    public IReadOnlyList<ColumnEffect> Of(
        IReadOnlyList<RowBlock> blocks, FittedPlan plan, IModel model, IReadOnlyList<FeatureWeight> importance, int most,
        CancellationToken cancellation)
    {
        if (most == 0 || model.Features.Count == 0)
        {
            return [];
        }

        var (few, many) = (Sample(blocks, PartialRows), Sample(blocks, AccumulatedRows));
        CuratedColumn[] columns =
        [
            .. ColumnsOf(plan, model, importance).Select(name => table.Columns.FirstOrDefault(column => column.Name == name))
                .OfType<CuratedColumn>().Where(column => !table.IsPrivate(column, contract)).Take(most),
        ];
        var effects = new ColumnEffect?[columns.Length];
        Parallel.For(
            0, columns.Length, new ParallelOptions { CancellationToken = cancellation },
            i => effects[i] = One(columns[i], few, many, new ScoredPath(plan, model, many.Schema), cancellation));
        return [.. effects.OfType<ColumnEffect>().OrderByDescending(effect => effect.Outputs.Max(output => output.Spread(effect.Rows)))];
    }

    private static ColumnEffect? One(CuratedColumn column, RowBlock few, RowBlock many, ScoredPath path, CancellationToken cancellation)
    {
        var position = many.Schema.Find(column.Name);
        if (position < 0 || ColumnPoints.Of(many, position) is not { } unordered)
        {
            return null;
        }

        var points = LevelOrder.Of(many, position, unordered);
        var (partial, rows) = PartialDependence.Of(few, position, points, Score, path.Outputs, path.Outputs == 1 ? SingleRows : 0);
        var accumulated = AccumulatedEffects.Of(many, position, points, Score, path.Outputs);
        var counts = new long[points.Count];
        foreach (var place in points.PlaceOf(many, position).Where(place => place >= 0))
        {
            counts[place]++;
        }

        return partial.Concat(accumulated).Any(line => !Array.TrueForAll(line, double.IsFinite)) ? null : new ColumnEffect
        {
            Column = column.Name,
            Type = column.Type,
            Points = points.Places,
            Names = points.Names,
            Rows = counts,
            Outputs =
            [
                .. Enumerable.Range(0, Math.Min(path.Outputs, MostClasses)).Select(output => new OutputEffect(
                    path.Outputs > 1 ? output : null, partial[output], accumulated[output], path.Outputs == 1 ? rows : [])),
            ],
        };

        double[] Score(RowBlock block)
        {
            cancellation.ThrowIfCancellationRequested();
            return path.Score(block);
        }
    }

    /// <summary>The columns that the features of most weight are made from, by their share in the weights; all without weights.</summary>
    private static IEnumerable<string> ColumnsOf(FittedPlan plan, IModel model, IReadOnlyList<FeatureWeight> importance)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var feature in importance.Where(feature => feature.Weight > 0).Take(MostFeatures))
        {
            var sources = plan.For([feature.Feature]).Input.Columns;
            foreach (var source in sources)
            {
                weights[source.Name] = weights.GetValueOrDefault(source.Name) + (feature.Weight / sources.Count);
            }
        }

        return weights.Count == 0
            ? plan.For(model.Features).Input.Columns.Select(column => column.Name)
            : weights.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Key);
    }

    /// <summary>Evenly picked rows.</summary>
    private RowBlock Sample(IReadOnlyList<RowBlock> blocks, int usual) =>
        RowSample.Of(blocks, Math.Max(LeastRows, (int)(usual * effort))).Rows;
}
