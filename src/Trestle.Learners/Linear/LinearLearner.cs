using Trestle.Core.Errors;
using Trestle.Core.Schema;

namespace Trestle.Learners.Linear;

/// <summary>
/// Linear models with an L2 penalty: least squares for regression, Poisson regression (on a logarithmic scale) for counts, logistic
/// regression for two classes, softmax regression for more. Minimises Σ loss + ½·l2·‖weights‖² over the weights and a free intercept, where
/// the loss of a row is ½·error², half its Poisson deviance, or −ln of the probability of its class, times its weight; so
/// <c>l2</c> is <c>alpha</c> of
/// scikit-learn's Ridge, <c>alpha</c> times the rows of its PoissonRegressor, and <c>1/C</c> of its LogisticRegression.
/// </summary>
public sealed class LinearLearner : ILearner
{
    internal const string Penalty = "l2";

    private static readonly double[] Starts = [1, 30, 0.03, 1000];

    /// <inheritdoc/>
    public string Name => LinearModel.Learner;

    /// <inheritdoc/>
    public string Title => "Linear model (L2 penalty)";

    /// <inheritdoc/>
    public double Promise => 0.4;

    /// <inheritdoc/>
    public LearnerNeeds Needs { get; } = new(TakesMissing: false, TakesCategories: false, WantsScaling: true);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => true;

    /// <inheritdoc/>
    public bool Learns(LossKind loss) => loss is LossKind.Usual or LossKind.Poisson;

    /// <inheritdoc/>
    public bool KeepsAboveZero(LossKind loss) => loss == LossKind.Poisson;

    /// <inheritdoc/>
    public SearchSpace Space(TaskKind task, long rows, int features) =>
        new([new Dimension(Penalty, 1e-4, 1e4, 1, Log: true, Most: 1e8)]);

    /// <summary>From the default outward: the best penalty depends on the rows by orders of magnitude.</summary>
    public IReadOnlyList<Parameters> Portfolio(DataShape shape)
    {
        var space = Space(shape.Task, shape.Rows, shape.Features);
        return [.. Starts.Select(l2 => space.With(KeyValuePair.Create(Penalty, l2)))];
    }

    /// <summary>
    /// Subtracts the means from the features. A <see cref="TrestleException"/> names a feature with missing values or an invalid label.
    /// Memory besides the rows: 8 bytes per row and feature, 12·features² bytes up to 2,000 features (beyond them none), and during a fit
    /// 24 bytes per row and class.
    /// </summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        LabelCheck.Run(train, Name);
        var counts = train.Task == TaskKind.Regression && options.Objective.Loss == LossKind.Poisson;
        if (counts)
        {
            LabelCheck.Counts(train, Name);
        }

        return new LinearLearning(train, new DesignMatrix(train, options.Threads, Name), counts);
    }

    /// <inheritdoc/>
    public IModel Load(ReadOnlyMemory<byte> saved) => LinearModel.Load(saved);
}

/// <summary>Training rows whose products of features are computed once for all penalties.</summary>
internal sealed class LinearLearning(TrainingSet train, DesignMatrix x, bool counts) : ILearning
{
    /// <summary>
    /// Up to this many features the products of all pairs help to converge in a few steps; beyond, they cost more than the steps.
    /// </summary>
    internal const int MostProducts = 2000;

    private double[][]? gram;

    public Learned Fit(Parameters parameters, CancellationToken cancellation)
    {
        var l2 = L2(parameters);
        ILoss loss = train.Task switch
        {
            TaskKind.Regression => counts ? new PoissonLoss(train) : new SquaredLoss(train),
            TaskKind.Binary => new LogisticLoss(train),
            _ => new SoftmaxLoss(train, train.Classes),
        };
        gram ??= x.Columns <= MostProducts ? x.Gram(cancellation) : [];
        var point = new PenalisedFit(x, gram, loss, l2, LinearModel.Learner, cancellation).Run();
        return new Learned(Model(point, loss.Outputs), 1);
    }

    public void Dispose() => gram = null;

    private static double L2(Parameters parameters)
    {
        if (parameters.Keys.FirstOrDefault(name => name != LinearLearner.Penalty) is { } unknown)
        {
            throw new TrestleException(MetricErrors.BadParameter(
                LinearModel.Learner, unknown, $"there is no parameter '{unknown}'", Nearest.Advice(unknown, [LinearLearner.Penalty])));
        }

        var l2 = parameters.Get(LinearLearner.Penalty, 1);
        return l2 > 0 && double.IsFinite(l2)
            ? l2
            : throw new TrestleException(MetricErrors.BadParameter(
                LinearModel.Learner, LinearLearner.Penalty, FormattableString.Invariant($"it is {l2}"), "a number above 0"));
    }

    /// <summary>The intercepts of a point are for features with mean 0; those of the model are for the features as they are.</summary>
    private LinearModel Model(double[] point, int outputs)
    {
        var weights = new double[outputs][];
        var intercepts = new double[outputs];
        for (var k = 0; k < outputs; k++)
        {
            var own = point.AsSpan(k * (x.Columns + 1), x.Columns + 1);
            weights[k] = own[..^1].ToArray();
            intercepts[k] = own[^1] - Vectors.Dot(weights[k], x.Means);
        }

        return new LinearModel(
            train.Task, [.. train.Features.Columns.Select(column => column.Name)], weights, intercepts, x.Means.ToArray(),
            train.Task == TaskKind.Regression ? null : LinearModel.Most)
        {
            IsLogarithmic = counts,
        };
    }
}
