using System.Text.Json.Serialization;

using Trestle.Learners.Conformal;
using Trestle.Learners.Metrics;
using Trestle.Learners.Onnx;
using Trestle.Learners.Relative;
using Trestle.Learners.Statistics;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 8: a learner, how its features are prepared, and what may be tuned.</summary>
public sealed record Candidate
{
    public required string Id { get; init; }
    public required string Learner { get; init; }
    public required string Title { get; init; }
    public required string Reason { get; init; }

    /// <summary>Baselines are measured as a yardstick and never selected.</summary>
    public required bool Baseline { get; init; }

    /// <summary>Rank among the candidates by simplicity; 0 is the simplest.</summary>
    public required int Complexity { get; init; }

    /// <summary>Steps after the feature plan that make the features fit for the learner.</summary>
    public required StepList Preparation { get; init; }

    /// <summary>Names of the features that remain category codes.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>What values are learned relative to; null for values as they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RelativeTo? Relative { get; init; }

    /// <summary>What may be tuned.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>How many parameter sets are tried.</summary>
    public required int Trials { get; init; }

    /// <summary>Whether the first of them is the defaults of the space; all are drawn otherwise.</summary>
    public bool FromDefaults { get; init; } = true;

    /// <summary>The parameter sets that are tried first; empty for the defaults alone, or none in a further round.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Portfolio { get; init; } = [];

    /// <summary>
    /// With a time budget: the second of the search, counted from its beginning, at which the trials of the candidate end; null without.
    /// </summary>
    public double? Until { get; init; }

    /// <summary>The finished trials that an ensemble may be built from; empty for learners that learn from rows.</summary>
    public IReadOnlyList<TrialName> Library { get; init; } = [];

    /// <summary>The source of the user's own training program, as kept in the store; null for the learner itself.</summary>
    public ContentHash? Program { get; init; }

    /// <summary>The form of its models where that is not the learner's own; null where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Format { get; init; }

    /// <summary>A model that was learned elsewhere; null where one is learned here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GivenModel? Given { get; init; }

    /// <summary>The name of what reads its models.</summary>
    [JsonIgnore]
    public string ReadBy => Format ?? Learner;
}

/// <summary>A model that was learned elsewhere.</summary>
/// <param name="File">The ONNX file, as kept in the store.</param>
/// <param name="Header">What the file does not say of it; its features in any order.</param>
public sealed record GivenModel(ContentHash File, OnnxHeader Header);

/// <summary>Stage 8: the candidates, and the metric by which they are compared.</summary>
public sealed record CandidateSet(string Metric, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>How decisions are made for the comparison; null when the metric judges no decisions.</summary>
    public DecisionRule? Rule { get; init; }

    /// <summary>The amounts that out-of-fold scores are kept with, where they differ by row; null where none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowValues? Values { get; init; }

    /// <summary>Columns with which answers may only rise, or only fall; null where nothing is declared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, MonotoneDirection>? Monotone { get; init; }

    /// <summary>How much the rows of each class count in learning, in the contract's order; null where all count the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>Whether counts are predicted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Counts { get; init; }

    /// <summary>
    /// What is learned: what the metric measures, or what the prices of errors ask for; of counts the mean on a logarithmic scale, so that
    /// no prediction is below 0.
    /// </summary>
    [JsonIgnore]
    public Objective Objective
    {
        get
        {
            var own = Rule?.Values?.Errors is { } errors && Metric == DecisionValue.MetricName
                ? errors.Objective : MetricCatalog.Get(Metric).Objective;
            return Counts && own.Loss != LossKind.Tweedie ? own with { Loss = LossKind.Poisson, Parameter = 0 } : own;
        }
    }

    /// <summary>What a person should know about the proposal.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Out-of-fold rows, decided as the comparison wants them.</summary>
    internal Outcome Decide(Outcome outOfFold) => Rule?.OutOfFold(outOfFold) ?? outOfFold;
}

/// <summary>Stage 10: the best trial of a candidate, learned again from the whole training part.</summary>
public sealed record FittedModel
{
    public required string Candidate { get; init; }
    public required string Learner { get; init; }
    public required Trial Trial { get; init; }

    /// <summary>The model's bytes.</summary>
    public required ContentHash Model { get; init; }

    /// <summary>The fitted plan from curated columns to features, as JSON.</summary>
    public required ContentHash Plan { get; init; }

    /// <summary>Why its probabilities are mapped to calibrated ones, and what it gained; null where they are the learner's own.</summary>
    public string? Calibrated { get; init; }

    /// <summary>The map to calibrated probabilities, which is part of the model; null where they are the learner's own.</summary>
    public ScoreMap? Calibration { get; init; }

    /// <summary>The same by their logarithms; never both. Null in earlier versions.</summary>
    public MarginMap? Margins { get; init; }

    /// <summary>Out-of-fold scores of the best trial: a table of __row, __fold, __label and one column per score.</summary>
    public required ContentHash OutOfFold { get; init; }

    public required IReadOnlyList<FeatureWeight> Importance { get; init; }
}

/// <summary>The weight of a feature in a model; all sum to 1.</summary>
public sealed record FeatureWeight(string Feature, double Weight)
{
    /// <summary>The weights of a model's features, the largest first.</summary>
    internal static IReadOnlyList<FeatureWeight> Of(IModel model) =>
    [
        .. model.Features.Zip(model.Importance(), (feature, weight) => new FeatureWeight(feature, weight))
            .OrderByDescending(feature => feature.Weight)
            .ThenBy(feature => feature.Feature, StringComparer.Ordinal),
    ];
}

/// <summary>Stage 11: the checks of one candidate.</summary>
public sealed record CandidateReport(string Candidate, bool Baseline, bool Blessed, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>Rows on which the model is worst, beyond chance: at most three by each metric; empty in earlier versions.</summary>
    public IReadOnlyList<SliceFinding> Worst { get; init; } = [];
}

/// <summary>Stage 11: which candidates may be chosen.</summary>
public sealed record ModelReport(string? BestBaseline, IReadOnlyList<CandidateReport> Candidates)
{
    /// <summary>All trials judged as one search; null in reports of earlier versions.</summary>
    public SearchReport? Search { get; init; }
}

/// <summary>A metric with its confidence interval.</summary>
public sealed record MetricValue(string Metric, double Value, double Low, double High);

/// <summary>The metrics of one slice of the rows, such as one year.</summary>
public sealed record SliceMetrics(string Slice, long Rows, IReadOnlyList<MetricValue> Metrics);

/// <summary>Stage 12: the figures of one candidate.</summary>
public sealed record CandidateScores
{
    public required string Candidate { get; init; }
    public required bool Blessed { get; init; }

    /// <summary>What it costs to keep and to ask; null in earlier versions.</summary>
    public ModelCost? Cost { get; init; }

    /// <summary>How its predictions become decisions; null where nobody has said what they are worth, unless the task is binary.</summary>
    public Decision? Decision { get; init; }

    /// <summary>
    /// What its decisions are worth on the test part, where <see cref="Decisions"/> do not say it; null in earlier versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValueReport? Worth { get; init; }

    /// <summary>
    /// On out-of-fold scores of the training part: the choice is made by these, so they are too good on average where there were several
    /// trials to choose from.
    /// </summary>
    public required IReadOnlyList<MetricValue> OutOfFold { get; init; }

    /// <summary>The objective out of fold, corrected for the choice among all trials; null for baselines and in earlier versions.</summary>
    public MetricValue? Corrected { get; init; }

    /// <summary>On the test part, which nothing was learned from or chosen by.</summary>
    public required IReadOnlyList<MetricValue> Test { get; init; }

    /// <summary>Why its probabilities are calibrated, and what it gained; null where they are the learner's own.</summary>
    public string? Calibrated { get; init; }

    /// <summary>How far the intervals or sets of its answers are right on the test part, by level; empty in earlier versions.</summary>
    public IReadOnlyList<ConformalCoverage> Conformal { get; init; } = [];

    /// <summary>
    /// How well its probabilities agree with the out-of-fold rows: that of the positive class, or of several classes that of the predicted
    /// one. Null for a value.
    /// </summary>
    public Calibration? OutOfFoldCalibration { get; init; }

    /// <summary>The same for the test part.</summary>
    public Calibration? TestCalibration { get; init; }

    /// <summary>What its decisions come to on the test part; null unless the task is binary, and in earlier versions.</summary>
    public DecisionReport? Decisions { get; init; }

    /// <summary>How groups of the test part are treated; empty when the configuration names none.</summary>
    public IReadOnlyList<FairnessReport> Fairness { get; init; } = [];

    /// <summary>On slices of the test part.</summary>
    public required IReadOnlyList<SliceMetrics> Slices { get; init; }

    /// <summary>Rows on which it is worst out of fold, beyond chance, and how it does there on the test part.</summary>
    public IReadOnlyList<SliceFinding> Worst { get; init; } = [];

    /// <summary>
    /// Whether it is so far behind the best that it did not get the figures that take long (<see cref="Robustness"/>,
    /// <see cref="Effects"/>).
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Far { get; init; }

    /// <summary>What the objective loses on changed rows of the test part; empty for baselines, and in earlier versions.</summary>
    public IReadOnlyList<RobustnessFigure> Robustness { get; init; } = [];

    /// <summary>What changes when it is learned again from resampled rows; null where it is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StabilityReport? Stability { get; init; }

    /// <summary>This candidate against each other one by the objective, on the same out-of-fold rows: difference with interval.</summary>
    public required IReadOnlyList<PairedDifference> Against { get; init; }

    public required IReadOnlyList<FeatureWeight> Importance { get; init; }
    public Plots? Plots { get; init; }

    /// <summary>How its answers depend on columns, those that move them most first; empty in earlier versions.</summary>
    public IReadOnlyList<ColumnEffect> Effects { get; init; } = [];
}

/// <summary>The objective of one candidate minus that of another, on the same rows.</summary>
public sealed record PairedDifference(string Other, double Value, double Low, double High);

/// <summary>Points of the usual plots on the test part; each list holds x, y pairs.</summary>
public sealed record Plots
{
    public IReadOnlyList<IReadOnlyList<double>> Roc { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<double>> PrecisionRecall { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<double>> Calibration { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<long>> Confusion { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<double>> Residuals { get; init; } = [];

    /// <summary>Share of the rows, from the highest score down, and of the positive rows among them. The lift is their ratio.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Gain { get; init; } = [];

    /// <summary>Probability cost, and the expected cost at the threshold that suits it, as a share of the largest possible one.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Cost { get; init; } = [];

    /// <summary>Share of the rows that are acted on, highest score first, and the value of 1,000 rows; empty without costs.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Value { get; init; } = [];

    /// <summary>Curves of each of at most twelve classes.</summary>
    public IReadOnlyList<ClassCurves> Classes { get; init; } = [];

    /// <summary>Quantiles of the normal distribution, and those of the residuals in standard deviations.</summary>
    public IReadOnlyList<IReadOnlyList<double>> ResidualQuantiles { get; init; } = [];

    /// <summary>The middle of bins of residuals, and the rows of each; the outermost percent of either end is in the last bin.</summary>
    public IReadOnlyList<IReadOnlyList<double>> ResidualBins { get; init; } = [];
}

/// <summary>Stage 12: the figures of all candidates.</summary>
public sealed record Scorecard(
    string Metric, bool HigherIsBetter, long TrainRows, long TestRows, double Level, IReadOnlyList<CandidateScores> Candidates)
{
    /// <summary>Trials that the models were chosen from; 0 in scorecards of earlier versions.</summary>
    public int Trials { get; init; }

    /// <summary>Resamples of the bootstrap; 0 in scorecards of earlier versions.</summary>
    public int Resamples { get; init; }

    /// <summary>What the best single model would be with fewer rows; null where it is not wanted, and in earlier versions.</summary>
    public LearningCurve? Learning { get; init; }

    /// <summary>Whether the test part is like the training part; null where it is not wanted, and in earlier versions.</summary>
    public AdversarialReport? Adversarial { get; init; }
}

/// <summary>Stage 14: the selected model, and why.</summary>
public sealed record SelectedModel
{
    public required string Candidate { get; init; }
    public required string Learner { get; init; }
    public required string Metric { get; init; }

    /// <summary>The plain out-of-fold figure, by which the model was chosen.</summary>
    public required MetricValue OutOfFold { get; init; }

    /// <summary>The out-of-fold figure, corrected for the choice among all trials; null in earlier versions.</summary>
    public MetricValue? Corrected { get; init; }

    /// <summary>Trials that it was chosen from; 0 in earlier versions.</summary>
    public int Trials { get; init; }

    public required MetricValue Test { get; init; }

    /// <summary>How its predictions become decisions, as it was measured; null where they are none.</summary>
    public Decision? Decision { get; init; }

    /// <summary>What the test part says against the model; null in earlier versions.</summary>
    public CheckResult? Generalisation { get; init; }

    /// <summary>The limits of the configuration on the test part; empty in earlier versions.</summary>
    public IReadOnlyList<CheckResult> Limits { get; init; } = [];

    /// <summary>The figure to report of it out of fold: the corrected one, where there is one.</summary>
    public MetricValue Reported() => Corrected ?? OutOfFold;

    /// <summary>The probability from which a row counts as positive; null unless the task is binary.</summary>
    public double? Threshold { get; init; }

    /// <summary>How the threshold was found.</summary>
    public string? ThresholdReason { get; init; }

    /// <summary>The reasons, one per line.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }
}

/// <summary>Stage 15: the model that is served: the selected configuration, learned from the rows that the configuration wants.</summary>
public sealed record ServedModel
{
    public required string Candidate { get; init; }
    public required string Learner { get; init; }

    /// <summary>Rounds of learning: those of the trial, scaled to the number of rows where they are more; 1 without rounds.</summary>
    public required int Rounds { get; init; }

    /// <summary>The model's bytes.</summary>
    public required ContentHash Model { get; init; }

    /// <summary>The fitted plan from curated columns to features, as JSON.</summary>
    public required ContentHash Plan { get; init; }

    public required IReadOnlyList<FeatureWeight> Importance { get; init; }
    public required LearnedRows Rows { get; init; }

    /// <summary>The model of the training part as the one that is served.</summary>
    public static ServedModel AsTrained(FittedModel fitted, LearnedRows rows) => new()
    {
        Candidate = fitted.Candidate,
        Learner = fitted.Learner,
        Rounds = fitted.Trial.Rounds,
        Model = fitted.Model,
        Plan = fitted.Plan,
        Importance = fitted.Importance,
        Rows = rows,
    };
}

/// <summary>Stage 15: the package.</summary>
public sealed record PackagedModel(string Name, ContentHash File, long Bytes, IReadOnlyList<string> Entries);

/// <summary>Stage 15: the proof that the package answers as in training, for every kind of request.</summary>
/// <param name="Rows">Held-out rows that were replayed.</param>
/// <param name="Ways">Each kind of request, and whether every bit agreed.</param>
public sealed record ParityProof(int Rows, IReadOnlyList<ParityWay> Ways);

/// <summary>One kind of request to the package.</summary>
public sealed record ParityWay(string Way, int Rows, int Differences, string? FirstDifference);

/// <summary>Stage 16: the version of the package.</summary>
public sealed record RegistryEntry(string Model, int Version, bool New, ContentHash Package, string File, IReadOnlyList<string> Aliases);
