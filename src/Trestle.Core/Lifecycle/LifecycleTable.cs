using System.Text;

namespace Trestle.Core.Lifecycle;

/// <summary>The page LIFECYCLE.md: the stages, what they do, and which of them exist.</summary>
public static class LifecycleTable
{
    /// <summary>
    /// The page as Markdown, with "here" for the stages whose numbers are <paramref name="present"/> and "later" for the others.
    /// </summary>
    public static string Markdown(IReadOnlySet<int> present)
    {
        var page = new StringBuilder()
            .Append("# The lifecycle\n\n")
            .Append("From raw data to a retired model, in 22 stages. ")
            .Append("A stage reads what earlier stages wrote. Generated from the code.\n\n")
            .Append("| | stage | what it does | reads | writes | |\n")
            .Append("|---:|---|---|---|---|---|\n");
        foreach (var stage in Stage.All)
        {
            page.Append($"| {stage.Number} | {stage.Title} | {stage.Question} ")
                .Append($"| {(stage.Reads.Count == 0 ? "sources" : string.Join(", ", stage.Reads))} ")
                .Append($"| {string.Join(", ", stage.Writes)} | {(present.Contains(stage.Number) ? "here" : "later")} |\n");
        }

        return page.ToString();
    }
}
