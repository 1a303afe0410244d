namespace Trestle.Stages.ValidateData;

/// <summary>All expectations: one line each.</summary>
public static class ExpectationCatalog
{
    /// <summary>The expectations by their name in the configuration.</summary>
    public static IReadOnlyDictionary<string, Type> All { get; } = new Dictionary<string, Type>
    {
        ["not-null"] = typeof(NotNull),
        ["between"] = typeof(Between),
        ["accepted-values"] = typeof(AcceptedValues),
        ["regex"] = typeof(MatchesPattern),
        ["unique"] = typeof(Unique),
        ["mean-between"] = typeof(MeanBetween),
        ["row-count"] = typeof(RowCount),
    };

    /// <summary>The name of an expectation in the configuration.</summary>
    public static string NameOf(IExpectation expectation) => All.Single(entry => entry.Value == expectation.GetType()).Key;
}
