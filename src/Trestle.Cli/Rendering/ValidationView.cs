using Trestle.Cli.Output;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Validation;

namespace Trestle.Cli.Rendering;

/// <summary>A validation of a file, for the terminal.</summary>
internal static class ValidationView
{
    private const int ShownRows = 5;

    /// <summary>The parts of the page: failed checks first, with their rows.</summary>
    public static IEnumerable<IRenderable> Of(ValidationReport report)
    {
        yield return Page.Line(
            $"{report.File}: {Format.Count(report.Rows, "row")}, held against {report.Against}", Styles.Strong);
        yield return Page.Gap();
        yield return ValidateDataView.Checks([.. report.Checks.Where(check => !check.Passed).OrderBy(check => check.Severity),
            .. report.Checks.Where(check => check.Passed)]);
        foreach (var check in report.Checks.Where(check => !check.Passed && check.Examples.Count > 0))
        {
            yield return Page.Heading($"{check.Name}{(check.Column is null ? "" : $" {check.Column}")}: the first rows that fail");
            foreach (var row in check.Examples.Take(ShownRows))
            {
                yield return Page.Item($"row {Format.Count(row.Row)}{(row.Value is null ? "" : $": {row.Value}")}");
            }
        }

        foreach (var note in report.Notes)
        {
            yield return Page.Line($"note: {note}", Styles.Quiet);
        }

        yield return Page.Gap();
        var (errors, warnings) = (report.Failed(Severity.Error).Count(), report.Failed(Severity.Warning).Count());
        yield return Page.Line(
            $"{(report.Passed ? "passed" : "failed")}: {Format.Count(report.Checks.Count(check => check.Passed))} of "
                + $"{Format.Count(report.Checks.Count, "check")} passed, {Format.Count(errors, "error")}, "
                + Format.Count(warnings, "warning"),
            report.Passed ? Styles.Good : Styles.Bad);
    }

    /// <summary>The same as plain text.</summary>
    public static string Plain(ValidationReport report) => Page.Plain(Of(report));
}
