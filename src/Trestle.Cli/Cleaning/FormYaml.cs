using System.Text;

using Trestle.Stages.Kernel.Forms;

namespace Trestle.Cli.Cleaning;

/// <summary>Writes standard forms that data suggest as the section <c>standardise.steps</c> of a configuration.</summary>
internal static class FormYaml
{
    /// <summary>The section, each step with what it changes; empty when there are no forms.</summary>
    public static string Write(IReadOnlyList<SuggestedForm> forms)
    {
        if (forms.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder("standardise:\n  steps:\n");
        foreach (var form in forms)
        {
            text.Append($"    # {RepairYaml.Plain(form.Column)}: {form.Meaning}; {Format.Count(form.Changed)} of ")
                .Append($"{Format.Count(form.Rows, "row")} would be written otherwise")
                .Append(form.Unknown == 0 ? "\n" : $", {Format.Count(form.Unknown)} have no such form\n");
            foreach (var (before, after, rows) in form.Samples)
            {
                text.Append($"    #   {RepairYaml.Quoted(before)} {(after is null ? "is none" : $"becomes {RepairYaml.Quoted(after)}")}")
                    .Append($" ({Format.Count(rows, "row")})\n");
            }

            text.Append($"    - {RepairYaml.Inline(form.Step)}\n");
        }

        return text.ToString();
    }
}
