using Trestle.Rows.Blocks;

namespace Trestle.Learners.Bayes;

/// <summary>Training rows that are summed up once for all parameters.</summary>
internal sealed class NaiveBayesLearning : ILearning
{
    internal const string Smoothing = "var_smoothing";
    internal const string Alpha = "alpha";

    private static readonly Dictionary<string, ParameterRange> Known = new(StringComparer.Ordinal)
    {
        [Smoothing] = new(0, 1e6, "a number from 0 to 1,000,000"),
        [Alpha] = new(1e-9, 1e6, "a number from 0.000000001 to 1,000,000"),
    };

    private readonly TrainingSet train;
    private readonly double total;
    private readonly double[] shares;
    private readonly ClassSums[] sums;

    /// <summary>Sums up the rows; the blocks are not kept.</summary>
    public NaiveBayesLearning(TrainingSet train)
    {
        this.train = train with { Blocks = [] };
        total = train.Total;

        // As if one more row of each class had been seen: no class is impossible.
        shares = Array.ConvertAll(train.ClassTotals(), own => (own + 1) / (total + train.Classes));
        var categories = train.Categories.Select(name => train.Features.Require(name, ColumnKind.Number, "naive-bayes")).ToHashSet();
        sums =
        [
            .. Enumerable.Range(0, train.Features.Count).Select(
                feature => categories.Contains(feature) ? ClassSums.OfCategory(train, feature) : ClassSums.OfNumber(train, feature)),
        ];
    }

    /// <inheritdoc/>
    public Learned Fit(Parameters parameters, CancellationToken cancellation)
    {
        ParameterRange.Check(NaiveBayesLearner.LearnerName, Known, parameters);
        var laws = new FeatureLaw[sums.Length];
        for (var feature = 0; feature < laws.Length; feature++)
        {
            cancellation.ThrowIfCancellationRequested();
            laws[feature] = sums[feature].Codes is null
                ? FeatureLaw.OfNumber(sums[feature], shares, total, parameters.Get(Smoothing, 0.01))
                : FeatureLaw.OfCategory(sums[feature], shares, total, parameters.Get(Alpha, 1));
        }

        cancellation.ThrowIfCancellationRequested();
        return new Learned(
            new NaiveBayesModel(train.Task, [.. train.Features.Columns.Select(column => column.Name)], shares, laws), 1);
    }

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }
}
