using Trestle.Core.Schema;
using Trestle.Learners.Forests;

namespace Trestle.Learners.Additive;

/// <summary>How a model came about: it can be had as it was after each round.</summary>
internal sealed class AdditiveHistory(TaskKind task, string[] features, FeatureBins[] bins, double[] start, Boosting boosting)
{
    /// <summary>Number of rounds.</summary>
    public int Rounds => boosting.Rounds;

    /// <summary>The model after some rounds. What a term adds on average goes to the intercepts, so that terms have mean 0.</summary>
    public AdditiveData At(int rounds)
    {
        var (tables, intercepts) = (boosting.Tables(rounds), (double[])start.Clone());
        for (var term = 0; term < tables.Length; term++)
        {
            Centre(tables[term], boosting.Terms[term].Rows, intercepts);
        }

        return new AdditiveData
        {
            Format = AdditiveData.Version,
            Task = task,
            Features = features,
            Intercepts = intercepts,
            Shapes =
            [
                .. bins.Select((own, feature) => new AdditiveShape(
                    own.Codes is { } codes ? new BinRule([], codes) : new BinRule(own.Cuts), boosting.Terms[feature].Rows,
                    tables[feature])),
            ],
            Pairs =
            [
                .. boosting.Terms.Zip(tables).Where(entry => entry.First is PairTerm && entry.Second.Any(value => value != 0))
                    .Select(entry => Pair((PairTerm)entry.First, entry.Second)),
            ],
        };
    }

    private static AdditivePair Pair(PairTerm term, double[] table) =>
        new(term.First.Feature, term.Second.Feature, term.First.Of, term.Second.Of, term.Rows, table);

    private static void Centre(double[] table, double[] rows, double[] intercepts)
    {
        for (var output = 0; output < intercepts.Length; output++)
        {
            var own = table.AsSpan(output * rows.Length, rows.Length);
            var mean = 0.0;
            for (var cell = 0; cell < own.Length; cell++)
            {
                mean += own[cell] * rows[cell];
            }

            mean /= rows.Sum();
            intercepts[output] += mean;
            for (var cell = 0; cell < own.Length; cell++)
            {
                own[cell] -= mean;
            }
        }
    }
}
