namespace Trestle.Stages.SelectFeatures;

/// <summary>What can go wrong when features are selected.</summary>
internal static class SelectFeaturesErrors
{
    public static Problem UnknownFeature(string feature, IReadOnlyCollection<string> known, string where) => new(
        "TR0701", $"there is no feature '{feature}'", "the name of a feature that stage 6 makes", where, Nearest.Advice(feature, known));
}
