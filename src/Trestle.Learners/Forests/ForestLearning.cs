using Trestle.Core.Schema;

namespace Trestle.Learners.Forests;

/// <summary>Binned training rows, from which forests are grown.</summary>
internal sealed class ForestLearning : ILearning
{
    private readonly string learner;
    private readonly TrainingSet train;
    private readonly BinnedRows rows;
    private readonly LearningOptions options;
    private readonly bool extra;

    private ForestLearning(string learner, TrainingSet train, BinnedRows rows, LearningOptions options, bool extra)
    {
        this.learner = learner;
        this.train = train with { Blocks = [] };
        this.rows = rows;
        this.options = options;
        this.extra = extra;
    }

    /// <summary>What both kinds of forest need.</summary>
    public static LearnerNeeds Needs { get; } = new(TakesMissing: true, TakesCategories: true, WantsScaling: false);

    /// <summary>Checks the labels and bins the rows; the blocks are not kept.</summary>
    public static ForestLearning Begin(string learner, TrainingSet train, LearningOptions options, bool extra)
    {
        LabelCheck.Run(train, learner);
        return new ForestLearning(learner, train, BinnedRows.Of(train, options.Threads), options, extra);
    }

    /// <inheritdoc/>
    public Learned Fit(Parameters parameters, CancellationToken cancellation) =>
        new(Grow(ForestParameters.Of(learner, parameters, train, extra), cancellation), 1);

    /// <summary>Grows the trees, each by a generator of its own, so that the number of threads does not matter.</summary>
    public ForestModel Grow(ForestParameters forest, CancellationToken cancellation)
    {
        var offset = train.Task == TaskKind.Regression ? train.MeanLabel : 0;
        var trees = new GrownTree[forest.Trees];
        Parallel.For(
            0, trees.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = options.Threads },
            () => new TreeGrower(rows, train, forest, options.Seed, offset),
            (tree, _, grower) =>
            {
                trees[tree] = grower.Grow(tree, cancellation);
                return grower;
            },
            _ => { });
        return ForestFile.Model(learner, Header(trees), trees);
    }

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }

    private ForestHeader Header(GrownTree[] trees) => new()
    {
        Format = ForestHeader.Version,
        Task = train.Task,
        Features = [.. train.Features.Columns.Select(column => column.Name)],
        Bins = [.. rows.Features.Select(bins => bins.Codes is { } codes ? new BinRule([], codes) : new BinRule(bins.Cuts))],
        Prior = Prior(),
        Importance = Importance(trees),
        Trees = trees.Length,
    };

    /// <summary>The share of each class, as if one more row of each had been seen; of the second class alone when there are two.</summary>
    private double[] Prior()
    {
        var (totals, all) = (train.Task == TaskKind.Regression ? [] : train.ClassTotals(), train.Total);
        var shares = Array.ConvertAll(totals, own => (own + 1) / (all + totals.Length));
        return train.Task == TaskKind.Binary ? [shares[1]] : shares;
    }

    /// <summary>The mean over the trees of each feature's share in what the splits have gained.</summary>
    private double[] Importance(GrownTree[] trees)
    {
        var shares = new double[train.Features.Count];
        foreach (var tree in trees)
        {
            var total = tree.Gains.Sum();
            for (var feature = 0; feature < shares.Length; feature++)
            {
                shares[feature] += total > 0 ? Math.Max(0, tree.Gains[feature]) / total : 0;
            }
        }

        var sum = shares.Sum();
        return sum > 0 ? Array.ConvertAll(shares, share => share / sum) : shares;
    }
}
