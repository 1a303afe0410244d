using Trestle.Learners.Tuning;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Train;

/// <summary>
/// The parameter sets of a candidate in their order: those that are known to work, then those that the results so far suggest. They follow
/// from the candidate, the seed and the results alone.
/// </summary>
internal sealed class Proposals
{
    private readonly Queue<Parameters> first = new();
    private readonly SearchSpace space;
    private readonly TreeParzenEstimator estimator;
    private readonly int seed;

    /// <summary>Proposes from the portfolio of a candidate on.</summary>
    public Proposals(Candidate candidate, int seed)
    {
        this.seed = HashCode32(candidate.Id, seed);
        space = candidate.Space;
        estimator = new TreeParzenEstimator(space);
        foreach (var known in candidate.Portfolio)
        {
            first.Enqueue(new Parameters(known));
        }

        if (first.Count == 0 && candidate.FromDefaults)
        {
            first.Enqueue(space.Defaults);
        }
    }

    /// <summary>
    /// The next parameters, as the number-th trial; null when there are none that were not tried.
    /// </summary>
    /// <param name="number">Number of the trial.</param>
    /// <param name="ranked">The parameters that were tried in all rounds, the best first.</param>
    /// <param name="pending">Those that are being tried.</param>
    public Parameters? Next(int number, IReadOnlyList<Parameters> ranked, IReadOnlyList<Parameters> pending)
    {
        while (first.TryDequeue(out var known))
        {
            if (!ranked.Concat(pending).Any(other => other.SequenceEqual(known)))
            {
                return known;
            }
        }

        return space.Dimensions.Count == 0 ? null : estimator.Suggest(ranked, pending, seed, number);
    }

    private static int HashCode32(string text, int seed) => text.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c)) & int.MaxValue;
}
