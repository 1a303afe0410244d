namespace Trestle.Stages.RevisitCandidates;

/// <summary>How the time budget of a search stands when a round has ended.</summary>
/// <param name="Budget">Its seconds.</param>
/// <param name="Spent">Seconds since the search began.</param>
/// <param name="Checks">Seconds that checking and measuring a model of the round took.</param>
/// <param name="Models">Models of the round.</param>
public sealed record SearchTime(double Budget, double Spent, double Checks, int Models)
{
    /// <summary>How much longer checks take in a later round, with more trials to look at.</summary>
    private const double Longer = 2;

    /// <summary>As many usual models take as long to check as an ensemble, which asks all its members.</summary>
    private const double OfEnsemble = 3;

    /// <summary>Seconds that are left for everything.</summary>
    public double Left => Math.Max(0, Budget - Spent);

    /// <summary>
    /// Seconds that further trials may take: what is left without the checks of the round's models and of an ensemble, which take longer
    /// with more trials, and without the time to learn the members of an ensemble again.
    /// </summary>
    /// <param name="models">Models of the round.</param>
    /// <param name="ensemble">Seconds for the members of an ensemble; null where there will be none.</param>
    public double ForTrials(int models, double? ensemble) =>
        Math.Max(0, Left - (Longer * Checks * (models + (ensemble is null ? 0 : OfEnsemble))) - (ensemble ?? 0));

    /// <summary>
    /// Seconds that the members of an ensemble may take: what is left without its checks, which take no longer than those of the round.
    /// </summary>
    public double ForEnsemble => Math.Max(0, Left - (Math.Min(OfEnsemble, Models) * Checks));
}
