using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>Every learner that can do the task, with the preparation it needs.</summary>
internal sealed class LearnerCandidates : ICandidateSource
{
    /// <summary>Learners from the simplest up; the order breaks ties when the best is chosen.</summary>
    private static readonly string[][] BySimplicity = [["linear"], ["forest", "extra-trees", "lightgbm"], ["ensemble"]];

    /// <summary>Learners that compete unless others are named; an ensemble is built from their trials at the end of the search.</summary>
    private static readonly string[] ByDefault = ["linear", "forest", "extra-trees", "lightgbm"];

    /// <inheritdoc/>
    public IEnumerable<Candidate> Propose(Proposal proposal)
    {
        var wanted = proposal.Settings.Learners.Count > 0 ? proposal.Settings.Learners : proposal.Learners ?? ByDefault;
        foreach (var learner in wanted.Select(LearnerCatalog.Get))
        {
            if (!learner.Can(proposal.Task))
            {
                throw new TrestleException(ProposeCandidatesErrors.CannotDo(learner.Name, proposal.Task));
            }

            if (!LeftOut(learner, proposal))
            {
                yield return Of(learner, proposal);
            }
        }
    }

    /// <summary>Which learners do not compete unless the configuration names them, and why.</summary>
    internal static IReadOnlyList<string> Notes(Proposal proposal) =>
    [
        .. (proposal.Learners ?? ByDefault).Select(LearnerCatalog.Get).Where(learner => LeftOut(learner, proposal)).Select(
            learner => $"{learner.Name} is left out: it learns the mean, not what {proposal.Objective.Metric} measures; "
                + "propose-candidates.learners can name it"),
    ];

    /// <summary>
    /// A learner of means is of use for medians, which are near them, but not for other quantiles and on scales of their own.
    /// </summary>
    private static bool LeftOut(ILearner learner, Proposal proposal) => proposal.Settings.Learners.Count == 0
        && !learner.Learns(proposal.Objective.Loss) && proposal.Objective.Loss != LossKind.Absolute;

    /// <summary>The candidate of a learner.</summary>
    internal static Candidate Of(ILearner learner, Proposal proposal)
    {
        var categories = learner.Needs.TakesCategories ? Coded(proposal) : [];
        var shape = new DataShape(proposal.Task, proposal.Rows, proposal.Features.Count, proposal.Classes);
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
            Space = space,
            Trials = space.Dimensions.Count == 0 ? 1 : proposal.Timed ? Math.Min(portfolio.Count, proposal.Trials) : proposal.Trials,
            Portfolio = portfolio,
        };
    }

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
