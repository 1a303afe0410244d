using System.Text.Json.Serialization;

namespace Trestle.Learners.Conformal;

/// <summary>
/// Sets of classes at any level from one half on: a class is in the set of a row unless its probability there is lower than it is on almost
/// all rows of that class. The level holds for the rows of each class, rare ones too (label-conditional: Vovk 2012, Conditional validity
/// of inductive conformal predictors, section 4).
/// </summary>
/// <param name="Classes">For each class, one minus its probability on the out-of-fold rows that are of it.</param>
public sealed record ConformalSets(IReadOnlyList<UpperTail> Classes)
{
    /// <summary>Whether the parts are as described.</summary>
    [JsonIgnore]
    public bool IsValid => Classes.Count >= 2 && Classes.All(tail => tail?.IsValid == true);

    /// <summary>
    /// Whether a class is in the set. A class of too few rows for the level is in every set: nothing speaks against it with certainty.
    /// </summary>
    /// <param name="position">The class.</param>
    /// <param name="probability">Its probability for the row.</param>
    /// <param name="level">The share of the rows of each class whose sets should have it, from one half to 1.</param>
    public bool Holds(int position, double probability, double level) => 1 - probability <= Classes[position].At(level);
}
