using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.SelectBest;

/// <summary>Chooses one of the blessed candidates by their out-of-fold scores, without looking at the test part.</summary>
public interface ISelectionRule
{
    /// <summary>The chosen candidate, and why.</summary>
    Chosen Choose(IReadOnlyList<CandidateScores> blessed, Scorecard scorecard, IReadOnlyList<Candidate> candidates);
}

/// <summary>A candidate and the reasons for it.</summary>
public sealed record Chosen(CandidateScores Candidate, IReadOnlyList<string> Evidence);

/// <summary>All selection rules: one line each.</summary>
internal static class SelectionRuleCatalog
{
    /// <summary>The rule for the settings.</summary>
    public static ISelectionRule For(SelectBestSettings settings, PresetDefaults preset) =>
        settings.PreferSimple ? new WorthItsPrice(settings.Price ?? preset.Price) : new Highest();
}

/// <summary>Takes the candidate with the best objective.</summary>
internal sealed class Highest : ISelectionRule
{
    /// <inheritdoc/>
    public Chosen Choose(IReadOnlyList<CandidateScores> blessed, Scorecard scorecard, IReadOnlyList<Candidate> candidates)
    {
        var best = Best(blessed, scorecard);
        return new Chosen(best, [Words(best, scorecard)]);
    }

    internal static CandidateScores Best(IReadOnlyList<CandidateScores> blessed, Scorecard scorecard) => scorecard.HigherIsBetter
        ? blessed.MaxBy(scores => Value(scores, scorecard))!
        : blessed.MinBy(scores => Value(scores, scorecard))!;

    /// <summary>
    /// What candidates are compared by: the figure of the out-of-fold rows, corrected for the choice among all trials, of which a single
    /// model takes more than an ensemble.
    /// </summary>
    internal static double Value(CandidateScores scores, Scorecard scorecard) =>
        (scores.Corrected ?? scores.OutOfFold.Single(metric => metric.Metric == scorecard.Metric)).Value;

    internal static string Words(CandidateScores best, Scorecard scorecard) =>
        $"{best.Candidate} has the best {scorecard.Metric} on out-of-fold rows: {Value(best, scorecard):0.0000}"
            + (best.Corrected is null ? "" : $", corrected for the choice among {Format.Count(scorecard.Trials, "trial")}");
}

/// <summary>
/// Takes the candidate whose gain is worth most after the price of its complexity: the share of what is at stake (<see cref="Stake"/>) that
/// it is behind the best, and the price of each step that it is more complex. Figures are those of the out-of-fold rows, corrected
/// for the choice among all trials.
/// </summary>
/// <param name="price">The price of a step, as a share of what is at stake.</param>
internal sealed class WorthItsPrice(double price) : ISelectionRule
{
    /// <inheritdoc/>
    public Chosen Choose(IReadOnlyList<CandidateScores> blessed, Scorecard scorecard, IReadOnlyList<Candidate> candidates)
    {
        var best = Highest.Best(blessed, scorecard);
        var baselines = candidates.Where(candidate => candidate.Baseline).Select(candidate => candidate.Id).ToHashSet();
        var stake = Stake.Of(
            MetricCatalog.Get(scorecard.Metric), Highest.Value(best, scorecard),
            scorecard.Candidates.Where(scores => baselines.Contains(scores.Candidate)).Select(scores => Highest.Value(scores, scorecard)));
        var least = blessed.Min(Complexity);
        var chosen = blessed.OrderBy(scores => Behind(scores) + (price * (Complexity(scores) - least))).ThenBy(Complexity)
            .ThenBy(scores => scores.Candidate, StringComparer.Ordinal).First();
        var evidence = new List<string> { Highest.Words(best, scorecard) };
        evidence.AddRange(blessed.Where(scores => scores != best).OrderBy(Complexity).Select(scores =>
        {
            var against = best.Against.Single(difference => difference.Other == scores.Candidate);
            return $"{best.Candidate} minus {scores.Candidate}: {against.Value:+0.0000;-0.0000} "
                + $"{Format.Differences(against.Low, against.High)}, {Behind(scores):0.0%} of {stake.Words}; "
                + $"{Format.Count(Math.Abs(Complexity(best) - Complexity(scores)), "step")} of complexity "
                + $"{(Complexity(best) >= Complexity(scores) ? "cost" : "save")} "
                + $"{price * Math.Abs(Complexity(best) - Complexity(scores)):0.0%}";
        }));
        evidence.AddRange(new[] { best, chosen }.Distinct().Where(scores => scores.Cost is not null)
            .Select(scores => $"{scores.Candidate} costs {Format.Cost(scores.Cost!)}"));
        if (chosen != best)
        {
            evidence.Add($"{chosen.Candidate} is taken: it is simpler, and the gain of {best.Candidate} is not worth the price");
        }

        return new Chosen(chosen, evidence);

        double Behind(CandidateScores scores) => stake.Behind(Highest.Value(scores, scorecard));

        int Complexity(CandidateScores scores) => candidates.Single(candidate => candidate.Id == scores.Candidate).Complexity;
    }
}
