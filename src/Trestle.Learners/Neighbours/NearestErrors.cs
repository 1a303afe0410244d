using Trestle.Core.Errors;

namespace Trestle.Learners.Neighbours;

/// <summary>What can be wrong with a search of neighbours.</summary>
internal static class NearestErrors
{
    public static Problem TooLarge(int rows, int features, long most) => new(
        "TR2410",
        FormattableString.Invariant($"{rows} training rows with {features} features are too many to be held in a model"),
        FormattableString.Invariant($"at most {most} values"),
        $"learner '{NearestLearner.LearnerName}'",
        "learn from fewer rows (curate.sample), drop features (select-features.drop), or leave the learner out of "
            + "propose-candidates.learners");
}
