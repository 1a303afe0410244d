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
        return new Chosen(best, [$"{best.Candidate} has the best {scorecard.Metric} on out-of-fold rows: {Value(best, scorecard):0.0000}"]);
    }

    internal static CandidateScores Best(IReadOnlyList<CandidateScores> blessed, Scorecard scorecard) => scorecard.HigherIsBetter
        ? blessed.MaxBy(scores => Value(scores, scorecard))!
        : blessed.MinBy(scores => Value(scores, scorecard))!;

    internal static double Value(CandidateScores scores, Scorecard scorecard) =>
        scores.OutOfFold.Single(metric => metric.Metric == scorecard.Metric).Value;
}

/// <summary>
/// Takes the candidate whose lead is worth most after the price of its complexity: the share of the best candidate's lead over the best
/// baseline that it has, less the price of each step that it is more complex. Gains are those of the out-of-fold rows; that of an ensemble
/// is cross-fitted, while single models are the best of many trials, so that a small gain is rather under- than overrated.
/// </summary>
/// <param name="price">The price of a step, as a share of that lead.</param>
internal sealed class WorthItsPrice(double price) : ISelectionRule
{
    /// <inheritdoc/>
    public Chosen Choose(IReadOnlyList<CandidateScores> blessed, Scorecard scorecard, IReadOnlyList<Candidate> candidates)
    {
        var sign = scorecard.HigherIsBetter ? 1 : -1;
        var best = Highest.Best(blessed, scorecard);
        var baseline = scorecard.Candidates
            .Where(scores => candidates.Any(candidate => candidate.Baseline && candidate.Id == scores.Candidate))
            .Select(scores => Highest.Value(scores, scorecard)).Where(double.IsFinite).Select(value => (double?)value)
            .MaxBy(value => sign * value);
        var lead = baseline is { } yardstick ? sign * (Highest.Value(best, scorecard) - yardstick) : double.NaN;
        var whole = lead > 0 ? lead : Math.Max(double.Epsilon, Math.Abs(Highest.Value(best, scorecard)));
        var least = blessed.Min(Complexity);
        var chosen = blessed.OrderBy(scores => Behind(scores) + (price * (Complexity(scores) - least))).ThenBy(Complexity)
            .ThenBy(scores => scores.Candidate, StringComparer.Ordinal).First();
        var of = lead > 0 ? "its lead over the baseline" : "its value";
        var evidence = new List<string>
        {
            $"{best.Candidate} has the best {scorecard.Metric} on out-of-fold rows: {Highest.Value(best, scorecard):0.0000}",
        };
        evidence.AddRange(blessed.Where(scores => scores != best).OrderBy(Complexity).Select(scores =>
        {
            var against = best.Against.Single(difference => difference.Other == scores.Candidate);
            return $"{best.Candidate} minus {scores.Candidate}: {against.Value:+0.0000;-0.0000} "
                + $"{Format.Differences(against.Low, against.High)}, {Behind(scores):0.0%} of {of}; "
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

        double Behind(CandidateScores scores) =>
            sign * (Highest.Value(best, scorecard) - Highest.Value(scores, scorecard)) / whole;

        int Complexity(CandidateScores scores) => candidates.Single(candidate => candidate.Id == scores.Candidate).Complexity;
    }
}
