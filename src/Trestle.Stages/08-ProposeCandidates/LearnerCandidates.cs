using Trestle.Learners.Relative;
using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>Every learner that can do the task, with the preparation it needs.</summary>
internal sealed class LearnerCandidates : ICandidateSource
{
    /// <summary>Learners from the simplest up; the order breaks ties when the best is chosen.</summary>
    private static readonly string[][] BySimplicity =
    [
        ["linear", "naive-bayes", "additive"], ["nearest", "forest", "extra-trees", "lightgbm", "relative", "mlp"], ["ensemble"],
    ];

    /// <summary>Learners that compete unless others are named; an ensemble is built from their trials at the end of the search.</summary>
    private static readonly string[] ByDefault = ["linear", "forest", "extra-trees", "lightgbm"];

    /// <summary>Where series are forecast, these learn relative to a forecast, too.</summary>
    private const string Trees = "lightgbm";

    /// <summary>A learner that is named to compete, or not at all: it seldom adds to the others.</summary>
    private const string OnlyNamed = "naive-bayes";

    /// <summary>Learners that compete, too, where there is time for them.</summary>
    private static readonly string[] WithTime = ["additive", "nearest", "mlp"];

    private const string BelowZero = "its predictions of counts may be below 0";
    private const string NoWeights = "it does not use the weights of rows";

    /// <inheritdoc/>
    public IEnumerable<Candidate> Propose(Proposal proposal)
    {
        foreach (var learner in Wanted(proposal))
        {
            if (!learner.Can(proposal.Task))
            {
                throw new TrestleException(ProposeCandidatesErrors.CannotDo(learner.Name, proposal.Task));
            }

            if (proposal is { Weighted: true, Settings.Learners.Count: > 0 } && !learner.TakesWeights)
            {
                throw new TrestleException(WeightErrors.CannotWeigh(learner.Name, "propose-candidates.learners"));
            }

            if (proposal.Settings.Learners.Count > 0 && FallsBelowZero(learner, proposal))
            {
                throw new TrestleException(ProposeCandidatesErrors.BelowZero(learner.Name));
            }

            if (WhyNot(learner, proposal) is null)
            {
                yield return Of(learner, proposal);
            }
        }
    }

    /// <summary>Which learners do not compete unless the configuration names them, and why.</summary>
    internal static IReadOnlyList<string> Notes(Proposal proposal) =>
    [
        .. Wanted(proposal).Select(learner => (learner.Name, Reason: WhyNot(learner, proposal))).Where(entry => entry.Reason is not null)
            .Select(entry => $"{entry.Name} is left out: {entry.Reason}"
                + (entry.Reason is NoWeights or BelowZero ? "" : "; propose-candidates.learners can name it")),
    ];

    private static IEnumerable<ILearner> Wanted(Proposal proposal) => proposal.Settings.Learners.Count > 0
        ? proposal.Settings.Learners.Select(LearnerCatalog.Get)
        : (proposal.Learners ?? [.. ByDefault, .. WithTime, OnlyNamed]).SelectMany(
                name => name == Trees && proposal.Forecast is not null ? new[] { name, RelativeLearner.LearnerName } : [name])
            .Select(LearnerCatalog.Get).Where(learner => learner.Can(proposal.Task));

    /// <summary>
    /// Why a learner does not compete, unless the configuration names it. A learner of means is of use for medians, which are near them,
    /// but not for other quantiles and on scales of their own.
    /// </summary>
    private static string? WhyNot(ILearner learner, Proposal proposal)
    {
        if (proposal.Settings.Learners.Count > 0)
        {
            return null;
        }

        if (proposal.Weighted && !learner.TakesWeights)
        {
            return NoWeights;
        }

        if (FallsBelowZero(learner, proposal))
        {
            return BelowZero;
        }

        if (!learner.Learns(proposal.Objective.Loss) && proposal.Objective.Loss != LossKind.Absolute)
        {
            return $"it learns the mean, not what {proposal.Objective.Metric} measures";
        }

        if (proposal.Learners is not null)
        {
            return learner.Unsuited(ShapeOf(proposal));
        }

        return learner.Name == OnlyNamed ? "it seldom adds to the others"
            : WithTime.Contains(learner.Name) && !proposal.Thorough
                ? $"it takes time: give a budget of {TimeShares.ForAll.TotalMinutes:0} minutes or more, or preset: best"
            : learner.Unsuited(ShapeOf(proposal));
    }

    private static bool FallsBelowZero(ILearner learner, Proposal proposal) => proposal.Counts
        && !learner.KeepsAboveZero(proposal.Objective.Loss == LossKind.Tweedie ? LossKind.Tweedie : LossKind.Poisson);

    private static DataShape ShapeOf(Proposal proposal) =>
        new(proposal.Task, proposal.Rows, proposal.Features.Count, proposal.Classes);

    /// <summary>The candidate of a learner.</summary>
    internal static Candidate Of(ILearner learner, Proposal proposal)
    {
        var categories = learner.Needs.TakesCategories ? Coded(proposal) : [];
        var shape = ShapeOf(proposal);
        var space = learner.Space(shape.Task, shape.Rows, shape.Features);
        var portfolio = learner.Portfolio(shape);
        return new Candidate
        {
            Id = learner.Name,
            Learner = learner.Name,
            Title = learner.Title,
            Reason = $"can do {proposal.Task.ToString().ToLowerInvariant()} on {proposal.Features.Count} features"
                + (learner.Learns(proposal.Objective.Loss) ? "" : $"; it learns the mean, and is compared by {proposal.Objective.Metric}"),
            Baseline = false,
            Complexity = 1 + Math.Max(0, Array.FindIndex(BySimplicity, names => names.Contains(learner.Name))),
            Preparation = new StepList([.. Prepare(learner.Needs, proposal, categories)]),
            Categories = categories,
            Relative = learner.Name == RelativeLearner.LearnerName ? ToSmoothing(proposal.Forecast) : null,
            Space = space,
            Trials = space.Dimensions.Count == 0 ? 1 : proposal.Timed ? Math.Min(portfolio.Count, proposal.Trials) : proposal.Trials,
            Portfolio = portfolio,
        };
    }

    /// <summary>Forecasts are learned relative to exponential smoothing, in units of the seasonal naive error.</summary>
    private static RelativeTo? ToSmoothing(ForecastTable? forecast) => forecast is null ? null : new(
        forecast.Shape.Column(SeriesValue.Ets), forecast.Spread,
        [
            .. new[]
            {
                SeriesValue.Naive, SeriesValue.Drift, SeriesValue.Seasonal, SeriesValue.SeasonalMean, SeriesValue.LongSeasonal,
                SeriesValue.Mean, SeriesValue.LongMean,
            }.Select(forecast.Shape.Column),
        ]);

    /// <summary>Text features that remain codes for a learner that splits on categories.</summary>
    private static string[] Coded(Proposal proposal) =>
        [.. Texts(proposal).Where(name => proposal.Categories[name] <= 1000)];

    private static IEnumerable<PlannedStep> Prepare(LearnerNeeds needs, Proposal proposal, IReadOnlyList<string> coded)
    {
        var texts = Texts(proposal).ToArray();
        var numbers = proposal.Features.Where(feature => feature.Kind == ColumnKind.Number).Select(feature => feature.Feature).ToArray();
        var oneHot = needs.TakesCategories ? [] : texts.Where(name => proposal.Categories[name] <= proposal.Settings.MaxOneHot).ToArray();
        var target = texts.Except(coded).Except(oneHot).ToArray();

        if (!needs.TakesMissing)
        {
            // A feature of that name exists when the configuration's own imputation has marked what was missing.
            var told = numbers.Where(name => proposal.Features.Any(feature => feature.Feature == $"{name}.missing")).ToArray();
            foreach (var (columns, indicator) in new[] { (numbers.Except(told).ToArray(), true), (told, false) }.Where(
                part => part.Item1.Length > 0))
            {
                yield return new PlannedStep(
                    new Impute { Columns = columns, Strategy = ImputeStrategy.Median, Indicator = indicator },
                    "the learner cannot handle missing numbers");
            }
        }

        if (needs.WantsScaling && numbers.Length > 0)
        {
            yield return new PlannedStep(new StandardScale { Columns = numbers }, "the learner needs features on one scale");
        }

        if (coded.Count > 0)
        {
            yield return new PlannedStep(new OrdinalEncode { Columns = coded }, "the learner splits on category codes");
        }

        if (oneHot.Length > 0)
        {
            yield return new PlannedStep(
                new OneHot { Columns = oneHot, MaxCategories = proposal.Settings.MaxOneHot },
                "the learner needs numbers, and there are few categories");
        }

        if (target.Length > 0)
        {
            yield return new PlannedStep(
                new TargetEncode { Columns = target, Classes = proposal.Task == TaskKind.Multiclass ? proposal.Classes : 0 },
                "there are many categories");
        }
    }

    private static IEnumerable<string> Texts(Proposal proposal) =>
        proposal.Features.Where(feature => feature.Kind == ColumnKind.Text).Select(feature => feature.Feature);
}
