namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 12: how the answers of a model depend on one column of the curated table, on rows of the test part.</summary>
public sealed record ColumnEffect
{
    public required string Column { get; init; }
    public required ColumnType Type { get; init; }

    /// <summary>The values at which it is known, ascending; dates in microseconds since 1970. Of categories 0, 1, 2 …</summary>
    public required IReadOnlyList<double> Points { get; init; }

    /// <summary>Names of the categories, similar ones next to each other; empty for numbers.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Rows of the sample up to each point and above the one before it; of a category those that have it.</summary>
    public required IReadOnlyList<long> Rows { get; init; }

    /// <summary>The effect on the value, on the probability of the positive class, or on that of each of several classes.</summary>
    public required IReadOnlyList<OutputEffect> Outputs { get; init; }
}

/// <summary>The effect of a column on one output of a model, at each point of the column.</summary>
/// <param name="Class">The class whose probability it is; null for a value.</param>
/// <param name="Partial">
/// Partial dependence (Friedman 2001: Greedy function approximation, section 8.2): the mean output when all rows get the value.
/// </param>
/// <param name="Accumulated">
/// Accumulated local effect (Apley, Zhu 2020: Visualizing the effects of predictor variables in black box supervised learning models):
/// what rows that have about this value change with it, summed up; its mean over the rows is 0.
/// </param>
/// <param name="Individual">
/// Individual conditional expectations (Goldstein and others 2015: Peeking inside the black box): the output of single rows when they get
/// the value. Empty for several classes.
/// </param>
public sealed record OutputEffect(
    int? Class, IReadOnlyList<double> Partial, IReadOnlyList<double> Accumulated, IReadOnlyList<IReadOnlyList<double>> Individual)
{
    /// <summary>The standard deviation of the accumulated effect over the rows: how much the column moves the output by itself.</summary>
    public double Spread(IReadOnlyList<long> rows)
    {
        var all = rows.Sum();
        return all == 0 ? 0 : Math.Sqrt(Accumulated.Zip(rows, (effect, count) => effect * effect * count).Sum() / all);
    }
}

/// <summary>Stage 12: the objective on the test part when less is learned from.</summary>
/// <param name="Candidate">The candidate whose best trial is learned again.</param>
/// <param name="Points">From the fewest rows to all.</param>
/// <param name="LastStep">All rows minus the point before, on the same test rows: whether more rows would pay.</param>
public sealed record LearningCurve(string Candidate, IReadOnlyList<LearningPoint> Points, MetricValue? LastStep);

/// <summary>One point of a learning curve.</summary>
/// <param name="Share">The share of the training rows (of their groups, where rows belong together).</param>
/// <param name="Rows">How many rows that is.</param>
/// <param name="Test">The objective on the test part.</param>
public sealed record LearningPoint(double Share, long Rows, MetricValue Test);

/// <summary>Stage 12: whether rows of the test part can be told from those of the training part.</summary>
/// <param name="Auc">
/// The AUC of a forest that tries to, on rows that it did not learn: 0.5 where the parts are alike, 1 where each row gives itself away.
/// </param>
/// <param name="TrainRows">Training rows that were drawn.</param>
/// <param name="TestRows">Test rows that were drawn.</param>
/// <param name="Columns">The columns by which the forest tells them apart, with their weights, the largest first.</param>
public sealed record AdversarialReport(MetricValue Auc, long TrainRows, long TestRows, IReadOnlyList<FeatureWeight> Columns);

/// <summary>Curves of one class of several, each against all others.</summary>
/// <param name="Class">The class.</param>
/// <param name="Roc">False and true positive rate.</param>
/// <param name="PrecisionRecall">Recall and precision.</param>
/// <param name="Gain">Share of the rows, and of the class, from the highest probability down.</param>
public sealed record ClassCurves(
    int Class, IReadOnlyList<IReadOnlyList<double>> Roc, IReadOnlyList<IReadOnlyList<double>> PrecisionRecall,
    IReadOnlyList<IReadOnlyList<double>> Gain);
