namespace Trestle.Stages.WriteCode.Learners;

/// <summary>What can go wrong when the template of a learner is looked up.</summary>
internal static class CodeTemplateErrors
{
    public static Problem NoTemplate(string learner, IReadOnlyCollection<string> known) => new(
        "TR0904",
        $"there is no code template for the learner '{learner}'",
        $"one of: {string.Join(", ", known)}",
        $"learner '{learner}'",
        "choose a candidate with another learner: --candidate");
}
