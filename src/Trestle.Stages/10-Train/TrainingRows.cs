using Trestle.Learners.Relative;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// The training part as one candidate learns from it: its row plan learned on all folds and, if wanted, for each round of
/// cross-validation.
/// </summary>
internal sealed class TrainingRows
{
    /// <summary>Below this many rows a model is learned on one thread, and several side by side.</summary>
    private const int SmallTable = 100_000;

    private readonly UnitContext context;
    private readonly CandidateSet set;

    /// <summary>In which shares, of 1 at most, the classes are learned from; null where it is their own.</summary>
    private IReadOnlyList<double>? shares;

    /// <summary>How much the rows of each class count in learning; null where all count the same.</summary>
    private IReadOnlyList<double>? classes;

    /// <summary>What values are learned relative to.</summary>
    private RelativeTo? relative;

    private TrainingRows(
        UnitContext context, CandidateSet set, ILearner learner, FeatureBuilder maker, IReadOnlyList<FoldRound> rounds,
        IReadOnlyList<FittedRound> fitted)
    {
        (this.context, this.set) = (context, set);
        Learner = learner;
        Maker = maker;
        Rounds = rounds;
        Fitted = fitted;
    }

    /// <summary>The learner.</summary>
    public ILearner Learner { get; }

    /// <summary>Turns rows into the candidate's features.</summary>
    public FeatureBuilder Maker { get; }

    /// <summary>The rounds of cross-validation; empty when only all folds are learned from.</summary>
    public IReadOnlyList<FoldRound> Rounds { get; }

    /// <summary>The plan of each round, and last the one of all folds.</summary>
    public IReadOnlyList<FittedRound> Fitted { get; }

    /// <summary>
    /// How many models to learn side by side, and with how many threads each: in small tables threads would wait for each other.
    /// </summary>
    public static (int Parallel, int Threads) Sharing(UnitContext context) =>
        context.Read(Artifact.CuratedTable).Rows < SmallTable ? (context.Resources.Cores, 1) : (1, context.Resources.Cores);

    /// <summary>The plan learned from the whole training part, as JSON.</summary>
    public byte[] Plan => PlanJson.Write(Fitted[^1].Plan);

    /// <summary>
    /// Prepares rows for the learner; probabilities of its models are those of the classes as they are, also where they are thinned or have
    /// weights.
    /// </summary>
    public ILearning Begin(TrainingSet train, TrainingSet? validate, LearningOptions options)
    {
        options = set.Monotone is { } directions ? options with { Monotone = directions } : options;
        var learning = Learner.Begin(
            Weighted(train), validate is null ? null : Weighted(validate), options with { Relative = relative });
        return shares is null ? learning : new CorrectedLearning(learning, Learner.Name, train.Task, shares);
    }

    /// <summary>Reads the rows and also learns the plans for the rounds of cross-validation.</summary>
    public static TrainingRows ForTuning(UnitContext context, Candidate candidate, ILearner learner, CancellationToken cancellation) =>
        context.Read(Artifact.CuratedTable).Rounds() is { Count: > 0 } rounds
            ? Prepare(context, candidate, learner, rounds, cancellation)
            : throw new TrestleException(TrainErrors.TooFewRounds());

    /// <summary>Reads the rows and learns the plan for the whole training part.</summary>
    public static TrainingRows Whole(UnitContext context, Candidate candidate, ILearner learner, CancellationToken cancellation) =>
        Prepare(context, candidate, learner, [], cancellation);

    /// <summary>Learns the plan from given rows alone: fewer, others or more than the training part.</summary>
    /// <param name="context">What the stage may read.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="learner">Its learner.</param>
    /// <param name="rows">Rows of the curated table, with all columns.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static TrainingRows Of(
        UnitContext context, Candidate candidate, ILearner learner, MemoryRows rows, CancellationToken cancellation) =>
        Prepare(context, candidate, learner, [], rows, FoldSet.Of(rows.Folds), cancellation);

    /// <summary>
    /// Trains a trial again on all rows that were read, on its own thread (native learners keep state in the thread).
    /// </summary>
    /// <param name="trial">The trial.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <param name="length">Rounds of learning, instead of those of the trial.</param>
    /// <param name="threads">Threads to use, instead of those that suit the size of the table.</param>
    public Task<IModel> LearnAsync(
        Trial trial, CancellationToken cancellation, int? length = null, int? threads = null) => Task.Factory.StartNew(
        () =>
        {
            using var learning = Begin(
                Maker.Training(Fitted[^1], cancellation), null,
                new LearningOptions(context.Read(Section.Seed), threads ?? Sharing(context).Threads)
                {
                    Objective = set.Objective,
                });
            var rounds = length ?? trial.Rounds;
            return learning.Fit(Learner.WithRounds(new Parameters(trial.Parameters), rounds), cancellation).Model.AtRounds(rounds);
        },
        cancellation,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static TrainingRows Prepare(
        UnitContext context, Candidate candidate, ILearner learner, IReadOnlyList<FoldRound> rounds, CancellationToken cancellation)
    {
        var table = context.Read(Artifact.CuratedTable);
        var source = CuratedRows.Open(context, table, Read(context, table), cancellation).Load(cancellation);
        return Prepare(context, candidate, learner, rounds, source, FoldSet.Of(table.Folds), cancellation);
    }

    private static TrainingRows Prepare(
        UnitContext context, Candidate candidate, ILearner learner, IReadOnlyList<FoldRound> rounds, MemoryRows source, FoldSet whole,
        CancellationToken cancellation)
    {
        var list = context.Read(Artifact.FeatureList);
        var steps = list.Used(context.Read(Artifact.FeaturePlan));
        var fitted = PlanOf(steps, list, candidate).Fit(source, [.. rounds.Select(round => round.Train), whole], cancellation);
        fitted = [.. fitted.Select((round, i) => WithFeatures(list, steps.Count, round, i < rounds.Count ? rounds[i].Train : null))];
        var (table, contract, seed) = (context.Read(Artifact.CuratedTable), context.Read(Artifact.Contract), context.Read(Section.Seed));
        var set = context.Read(Artifact.CandidateSet);
        var thinning = candidate.Baseline ? null : table.Thinning;
        var maker = new FeatureBuilder(
            source, table, contract, candidate.Categories, set.Values,
            thinning is null ? null : (row, label) => thinning.Keeps(row, label, seed));
        var classes = candidate.Baseline ? null : set.ClassWeights;
        return new TrainingRows(context, set, learner, maker, rounds, fitted)
        {
            relative = candidate.Relative,
            classes = classes,
            shares = Shares(thinning?.ShiftsClasses == true ? thinning.Rates : null, classes),
        };
    }

    /// <summary>Both of two shares of each class, so that the largest is 1; null where there is neither.</summary>
    private static IReadOnlyList<double>? Shares(IReadOnlyList<double>? rates, IReadOnlyList<double>? weights)
    {
        if (weights is null)
        {
            return rates;
        }

        double[] both = [.. weights.Select((weight, c) => (rates?[c] ?? 1) * weight)];
        var most = both.Max();
        return Array.ConvertAll(both, share => share / most);
    }

    /// <summary>
    /// Rows with their weights times those of their classes, 1 on average: penalties and limits of learners are for rows that count 1.
    /// </summary>
    private TrainingSet Weighted(TrainingSet rows)
    {
        if ((classes is null && rows.Weights is null) || rows.Rows == 0)
        {
            return rows;
        }

        double[] own = [.. rows.Labels.Select((label, row) => rows.Weight(row) * (classes?[(int)label] ?? 1))];
        var mean = own.Average();
        return rows with { Weights = Array.ConvertAll(own, weight => weight / mean) };
    }

    /// <summary>
    /// The columns that are needed: where no step makes features, those that models may have, which of a wide table are few. Null for all.
    /// </summary>
    private static IReadOnlyList<string>? Read(UnitContext context, CuratedTable table)
    {
        var list = context.Read(Artifact.FeatureList);
        if (list.Used(context.Read(Artifact.FeaturePlan)).Count > 0)
        {
            return null;
        }

        var amounts = context.Read(Artifact.CandidateSet).Values?.Expressions.SelectMany(amount => amount.Columns) ?? [];
        var used = list.Offered().Select(feature => feature.Feature).Concat(amounts)
            .Append(table.Time).Append(table.Group).Append(table.Weights).Append(table.Forecast?.Spread)
            .ToHashSet(StringComparer.Ordinal);
        return [.. table.Columns.Select(column => column.Name).Where(used.Contains)];
    }

    /// <summary>
    /// A round with its own features only. All of them are prepared together, each by itself, so what is prepared is the same without the
    /// others.
    /// </summary>
    private static FittedRound WithFeatures(FeatureList list, int at, FittedRound round, FoldSet? train)
    {
        var kept = train is { } folds ? list.Kept(folds) : list.Kept();
        return kept.Count == list.Offered().Count ? round : round with
        {
            Plan = round.Plan.Keeping(at, kept),
            Training = round.Training.ToDictionary(entry => entry.Key, entry => entry.Value.Keeping(at, kept)),
        };
    }

    /// <summary>The feature plan, the features of any round and the candidate's own preparation, as one plan.</summary>
    private static RowPlan PlanOf(IEnumerable<PlannedStep> steps, FeatureList list, Candidate candidate) => new([
        .. steps.Select(planned => planned.Step),
        new Keep { Columns = [.. list.Offered().Select(feature => feature.Feature)] },
        .. candidate.Preparation.Steps.Select(planned => planned.Step)]);
}
