using System.Text;

using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;
using Trestle.Testing.Contracts;
using Trestle.Tests.Stages.ValidateData.Expectations;

namespace Trestle.Tests.Docs;

/// <summary>The page of all expectations, made from their catalogue.</summary>
internal static class ExpectationTable
{
    private const string Head = """
        # Expectations
        Generated from the code. An expectation is an entry of `validate-data.expectations` in `trestle.yaml`; the settings of each are in
        [configuration.md](configuration.md#every-expectation), and [stage 2](stages/02-validate-data.md) says how they work together.

        `judges` says what is counted. **rows**: single rows, so that failing ones are named, `mostly` is the share that must hold, and
        `on-failure: quarantine` sets them aside. **rows among others**: rows that only the other rows can judge; they are named, and
        `mostly` holds for them too; 12 to 20 bytes of each row are kept. **figure**: one figure of a column lies between `min` and `max`.
        **table**: the table as a whole. `values` says what is looked at: **typed** values as stage 2 reads them (dates and booleans count
        as numbers), **text** as in the source, trimmed and without words for no value, **text as written**, or none. Rows without a value
        are not judged, but by expectations of missing values.

        The last columns name the same in Great Expectations and in dbt (with dbt_utils, dbt_expectations). Such a name in the configuration
        is a mistake that tells the name here.

        | name | expects | judges | values | Great Expectations | dbt |
        |---|---|---|---|---|---|

        """;

    /// <summary>The page.</summary>
    public static string Markdown()
    {
        var samples = ((IContractFor<IExpectation>)new CatalogueContract()).Subjects
            .DistinctBy(expectation => expectation.GetType()).ToDictionary(expectation => expectation.GetType());
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var entry in ExpectationCatalog.Entries)
        {
            var sample = samples[entry.Settings];
            page.Append(
                $"| `{entry.Name}` | {entry.Description} | {Kind(sample)} | {Values(sample)} | {Names(entry.Gx)} | {Names(entry.Dbt)} |\n");
        }

        return page.ToString();
    }

    private static string Kind(IExpectation expectation) => expectation switch
    {
        RowRule => "rows",
        RowsTogether => "rows among others",
        ValueMeasure => "figure; 12 bytes a row",
        NumberMeasure => "figure",
        _ => "table",
    };

    private static string Values(IExpectation expectation) => expectation.Uses.Count == 0 ? "" : string.Join(
        ", ", expectation.Uses.Select(use => use.View switch
        {
            ColumnView.Text => "text",
            ColumnView.Written => "text as written",
            ColumnView.Number => "typed, numbers",
            _ => "typed",
        }).Distinct());

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Select(name => name.Replace("_", "\\_", StringComparison.Ordinal)));
}
