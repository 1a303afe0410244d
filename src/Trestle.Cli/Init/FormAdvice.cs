using Trestle.Cli.Cleaning;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Forms;

namespace Trestle.Cli.Init;

/// <summary>Columns of texts that mean the same and are written in more than one way: countries, e-mail addresses, and so on.</summary>
internal static class FormAdvice
{
    /// <summary>Adds the proposal, if any column speaks for one.</summary>
    public static void Give(Survey survey, string target, List<Proposal> settings)
    {
        SuggestedForm[] found =
        [
            .. survey.Data.Columns.Where(column => column.Name != target && column.Type == ColumnType.Text)
                .SelectMany(column => FormSearch.Of(column.Name, [.. survey.Texts(column.Name)!.Counts])),
        ];
        if (found.Length > 0)
        {
            settings.Add(new Proposal(
                "standardise", $"{{steps: [{string.Join(", ", found.Select(form => $"{{{RepairYaml.Inline(form.Step)}}}"))}]}}",
                string.Join("; ", found.Select(form => $"{Proposals.Quote(form.Column)} has {Words(form)}"))));
        }
    }

    private static string Words(SuggestedForm form)
    {
        var sample = form.Samples[0];
        var unknown = form.Unknown == 0 ? "" : $", and {Format.Count(form.Unknown, "row")} with a text that is none";
        return $"{form.Meaning}, {Format.Count(form.Changed, "row")} of which are written otherwise ({Proposals.Quote(sample.Before)} "
            + $"becomes {Proposals.Quote(sample.After!)}){unknown}";
    }
}
