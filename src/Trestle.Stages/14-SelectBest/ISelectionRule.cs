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
    public static ISelectionRule For(SelectBestSettings settings) => settings.PreferSimple ? new SimplestAsGood() : new Highest();
}

/// <summary>Takes the candidate with the best objective.</summary>
internal sealed class Highest : ISelectionRule
{
    /// <inheritdoc/>
    public Chosen Choose(IReadOnlyList<CandidateScores> blessed, Scorecard scorecard, IReadOnlyList<Candidate> candidates)
    {
        var best = Best(blessed, scorecard);
        return new Chosen(best, [$"{best.Candidate} has the best {scorecard.Metric} on out-of-fold rows: {Value(best, scorecard):0.0000}"]);
    }

    internal static CandidateScores Best(IReadOnlyList<CandidateScores> blessed, Scorecard scorecard) => scorecard.HigherIsBetter
        ? blessed.MaxBy(scores => Value(scores, scorecard))!
        : blessed.MinBy(scores => Value(scores, scorecard))!;

    internal static double Value(CandidateScores scores, Scorecard scorecard) =>
        scores.OutOfFold.Single(metric => metric.Metric == scorecard.Metric).Value;
}

/// <summary>
/// Takes the simplest candidate that the best does not clearly beat: its difference in the paired bootstrap on the same rows includes zero.
/// </summary>
internal sealed class SimplestAsGood : ISelectionRule
{
    /// <inheritdoc/>
    public Chosen Choose(IReadOnlyList<CandidateScores> blessed, Scorecard scorecard, IReadOnlyList<Candidate> candidates)
    {
        var best = Highest.Best(blessed, scorecard);
        var evidence = new List<string>
        {
            $"{best.Candidate} has the best {scorecard.Metric} on out-of-fold rows: {Highest.Value(best, scorecard):0.0000}",
        };
        var chosen = best;
        foreach (var scores in blessed.Where(scores => scores != best).OrderBy(Complexity))
        {
            var against = best.Against.Single(difference => difference.Other == scores.Candidate);
            var clear = scorecard.HigherIsBetter ? against.Low > 0 : against.High < 0;
            evidence.Add(
                $"{best.Candidate} minus {scores.Candidate}: {against.Value:+0.0000;-0.0000} "
                    + $"{Format.Differences(against.Low, against.High)}, {(clear ? "clear of zero" : "not clear of zero")}");
            if (!clear && Complexity(scores) < Complexity(chosen))
            {
                chosen = scores;
            }
        }

        if (chosen != best)
        {
            evidence.Add(
                $"{chosen.Candidate} is taken: it is simpler, and {best.Candidate} is not better with {scorecard.Level:P0} confidence");
        }

        return new Chosen(chosen, evidence);

        int Complexity(CandidateScores scores) => candidates.Single(candidate => candidate.Id == scores.Candidate).Complexity;
    }
}
