namespace Trestle.Stages.SelectBest;

/// <summary>What can go wrong when the best model is chosen.</summary>
internal static class SelectBestErrors
{
    public static Problem NoneBlessed() => new(
        "TR1401", "no candidate passed the model validation", "at least one model that may be selected", "stage 14, select-best",
        "see: trestle show RUN/validate-model");
}
