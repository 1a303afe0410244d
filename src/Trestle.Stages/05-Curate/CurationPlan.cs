using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Curate;

/// <summary>
/// The path from raw columns to curated ones: the clean and the standard plan as one. Stage 5 writes it once and applies it to the
/// training table; the package and the monitor apply the same steps to requests.
/// </summary>
internal static class CurationPlan
{
    /// <summary>The two plans as one.</summary>
    public static StepList Of(StepList clean, StepList standard) => new([.. clean.Steps, .. standard.Steps]);

    /// <summary>
    /// The steps fitted to some of the raw columns; what a step does to other columns is omitted, and so are look-ups in tables that are
    /// not given.
    /// </summary>
    public static FittedPlan FitTo(StepList plan, RowSchema some, IReadOnlyDictionary<string, KeyedTable> tables) =>
        StatelessPlan.Fit(
            some,
            plan.Steps.Select(planned => planned.Step).Where(step => step is not LookUp look || tables.ContainsKey(look.Table)),
            Narrowed).With(tables);

    /// <summary>The step restricted to the columns that are present; null when it names none of them.</summary>
    private static IRowStep? Narrowed(IRowStep step, RowSchema schema)
    {
        if (!step.Requires.All(Has))
        {
            return null;
        }

        if (step.Columns is not { } columns || columns.All(Has))
        {
            return step;
        }

        if (step is LookUp)
        {
            // A part of a key is no key.
            return null;
        }

        string[] kept = [.. columns.Where(Has)];
        return kept.Length == 0 ? null : StepColumns.Only(step, kept);

        bool Has(string column) => schema.Find(column) >= 0;
    }
}
