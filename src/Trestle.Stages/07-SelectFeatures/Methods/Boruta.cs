using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Learners.Forests;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// Boruta (Kursa and Rudnicki 2010): a forest learns from the features and from shuffled copies of them; a feature that beats the best copy
/// more often than by chance is kept, one that does so more rarely is left out. Finds all that is of use, also what says the same twice.
/// What is undecided at the end stays if it beat the best copy in more than half of the forests.
/// </summary>
public sealed record Boruta : IFeatureMethod
{
    private const int MostRows = 5000;
    private const int Trees = 100;

    /// <summary>How many forests are grown at most.</summary>
    [Setting("How many forests are grown at most.", Example = "20")]
    [Range(5, 1000)]
    public int Forests { get; init; } = 20;

    /// <summary>Level of the tests.</summary>
    [Setting("Level of the tests, over all features (Bonferroni).", Example = "0.05")]
    [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Level { get; init; } = 0.05;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation)
    {
        rows = rows.Thinned(MostRows);
        var count = rows.Columns.Count;
        var (hits, tries, decided) = (new int[count], new int[count], new bool?[count]);
        for (var forest = 0; forest < Forests && decided.Contains(null); forest++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] left = [.. Enumerable.Range(0, count).Where(column => decided[column] != false)];
            var weights = Weights(rows.Only(left), forest, cancellation);
            var best = weights.Skip(left.Length).Max();
            for (var i = 0; i < left.Length; i++)
            {
                if (decided[left[i]] is null)
                {
                    tries[left[i]]++;
                    hits[left[i]] += weights[i] > best ? 1 : 0;
                    decided[left[i]] = Decide(hits[left[i]], tries[left[i]], count);
                }
            }
        }

        return
        [
            .. Enumerable.Range(0, count).Select(column => new FeatureVerdict(
                decided[column] ?? 2 * hits[column] > tries[column],
                (double)hits[column] / Math.Max(1, tries[column]),
                $"better than the best shuffled copy in {hits[column]} of {Format.Count(tries[column], "forest")}"
                    + (decided[column] is null ? ", which decides nothing" : ""))),
        ];
    }

    /// <summary>The probability of so many hits, or more, by chance.</summary>
    internal static double ByChance(int hits, int tries) => hits == 0 ? 1 : Binomial.UpperTail(hits, tries, 0.5);

    private bool? Decide(int hits, int tries, int features)
    {
        var level = Level / features;
        return ByChance(hits, tries) <= level ? true : ByChance(tries - hits, tries) <= level ? false : null;
    }

    /// <summary>The weights of the features and then those of their copies.</summary>
    private static double[] Weights(SelectionRows rows, int forest, CancellationToken cancellation)
    {
        var copies = rows.Columns.Select((column, i) =>
        {
            var shuffled = (double[])column.Values.Clone();
            Shuffling.Of(rows.Seed, ((long)forest << 32) + i).Shuffle(shuffled);
            return new SelectionColumn($"{column.Name}{ReservedColumns.Prefix}copy", shuffled, column.IsCategory);
        });
        var both = rows.With([.. rows.Columns, .. copies]);

        // Of equal splits trees take the first: the order is drawn, so that neither a feature nor a copy is at an advantage.
        int[] order = [.. Enumerable.Range(0, both.Columns.Count)];
        Shuffling.Of(rows.Seed, -1 - forest).Shuffle(order);
        var drawn = both.Only(order);
        var learner = new ForestLearner();
        var parameters = learner.Space(rows.Task, rows.Count, both.Columns.Count).Defaults;
        using var learning = learner.Begin(Boosting.Set(drawn), null, new LearningOptions(rows.Seed + forest, rows.Cores));
        return Boosting.InOrder(
            learning.Fit(new Parameters([.. parameters, KeyValuePair.Create("n_estimators", (double)Trees)]), cancellation).Model, both);
    }
}
