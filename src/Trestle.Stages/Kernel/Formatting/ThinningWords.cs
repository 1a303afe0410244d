using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Formatting;

/// <summary>What is not learned from, for people.</summary>
public static class ThinningWords
{
    /// <summary>
    /// A line for each class that is thinned: "about 75.0 % of 5,174 training rows of class 'No' not learned from"; empty without.
    /// </summary>
    public static IEnumerable<string> Of(Thinning? thinning, Contract contract)
    {
        var secret = contract.Find(contract.Target)?.Private == true;
        for (var i = 0; i < (thinning?.Rates.Count ?? 0); i++)
        {
            if (thinning!.Rates[i] < 1)
            {
                var of = contract.Classes.Count == 0 ? "" : secret ? $" of class {i + 1}" : $" of class '{contract.Classes[i]}'";
                yield return $"about {Format.Share(1 - thinning.Rates[i])} of {Format.Count(thinning.Rows[i], "training row")}{of} "
                    + $"not learned from{(thinning.ShiftsClasses ? "; probabilities are corrected for it" : "")}";
            }
        }
    }
}
