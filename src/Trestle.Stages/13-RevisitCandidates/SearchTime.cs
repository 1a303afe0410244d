namespace Trestle.Stages.RevisitCandidates;

/// <summary>How the time budget of a search stands when a round has ended.</summary>
/// <param name="Budget">Its seconds.</param>
/// <param name="Spent">Seconds since the search began.</param>
/// <param name="Checks">Seconds that checking and measuring the models of the round took.</param>
public sealed record SearchTime(double Budget, double Spent, double Checks)
{
    /// <summary>Seconds that are left for everything.</summary>
    public double Left => Math.Max(0, Budget - Spent);

    /// <summary>
    /// Seconds that further trials may take: what is left without the checks of a further round, which take longer with more trials, and of
    /// the ensemble's, and without the time to learn the members of an ensemble again.
    /// </summary>
    public double ForTrials(double ensemble) => Math.Max(0, Left - (3 * Checks) - ensemble);

    /// <summary>
    /// Seconds that the members of an ensemble may take: what is left without its checks, which measure one model and take the other
    /// figures as they are.
    /// </summary>
    public double ForEnsemble => Math.Max(0, Left - (0.75 * Checks));
}
