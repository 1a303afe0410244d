namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// A way to choose among features: a record of settings. It learns from the training rows of one round of cross-validation and never sees
/// the rows that the round is validated on. Adding one takes one file and one line in <see cref="FeatureMethodCatalog"/>.
/// </summary>
public interface IFeatureMethod
{
    /// <summary>Why the method cannot judge such rows; null when it can.</summary>
    string? Lacks(SelectionRows rows) => null;

    /// <summary>What it makes of each column, in their order. The same rows give the same verdicts.</summary>
    IReadOnlyList<FeatureVerdict> Judge(SelectionRows rows, CancellationToken cancellation);
}

/// <summary>What a method makes of a feature.</summary>
/// <param name="Kept">Whether the feature stays.</param>
/// <param name="Merit">The more, the sooner it stays: the best stays where a method would leave none.</param>
/// <param name="Reason">Why, with the figure that decided.</param>
public sealed record FeatureVerdict(bool Kept, double Merit, string Reason);

/// <summary>All methods that the configuration can name: one line each.</summary>
public static class FeatureMethodCatalog
{
    /// <summary>The methods by name, the quickest first.</summary>
    public static IReadOnlyList<KeyValuePair<string, Type>> All { get; } =
    [
        Of<NumericIdentifier>("numeric-identifier"),
        Of<Drift>("drift"),
        Of<Correlation>("correlation"),
        Of<LinearDependence>("linear-dependence"),
        Of<MutualInformation>("mutual-information"),
        Of<Mrmr>("mrmr"),
        Of<Univariate>("univariate"),
        Of<L1Path>("l1-path"),
        Of<Gain>("gain"),
        Of<Screen>("screen"),
        Of<Permutation>("permutation"),
        Of<RecursiveElimination>("recursive-elimination"),
        Of<Boruta>("boruta"),
    ];

    private static readonly Dictionary<Type, string> Names = All.ToDictionary(entry => entry.Value, entry => entry.Key);

    /// <summary>The name of a method.</summary>
    public static string NameOf(IFeatureMethod method) => Names[method.GetType()];

    private static KeyValuePair<string, Type> Of<T>(string name)
        where T : IFeatureMethod, new() => new(name, typeof(T));
}
