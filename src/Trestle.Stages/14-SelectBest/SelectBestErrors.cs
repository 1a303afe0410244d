using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.SelectBest;

/// <summary>What can go wrong when the best model is chosen.</summary>
internal static class SelectBestErrors
{
    public static Problem NoneBlessed() => new(
        "TR1401", "no candidate passed the model validation", "at least one model that may be selected", "stage 14, select-best",
        "see: trestle show RUN/validate-model");

    public static Problem MissesLimit(string candidate, CheckResult check) => new(
        "TR1404", $"{candidate} misses the {check.Name}: {check.Found}", check.Expected, "stage 14, select-best",
        "see trestle show RUN/evaluate; to register such a model with a warning, give the limit severity: warning");

    public static Problem DoesNotHold(string candidate, CheckResult check, string? time) => new(
        "TR1403",
        $"{candidate} does not hold on the test part: {check.Found}"
            + (time is null ? "" : $"; the test part is the newest by '{time}', and what was learned before does not apply there"),
        check.Expected,
        "stage 14, select-best",
        time is null
            ? "look for features that mean something else in the test part, and for rows that belong together (group): trestle show "
                + "RUN/evaluate; to register such a model with a warning, set validate-model.generalisation: warn"
            : "the relation has changed over time: see the figures by year with trestle show RUN/evaluate, and learn only from rows "
                + "since the change; to register such a model with a warning, set validate-model.generalisation: warn");
}
