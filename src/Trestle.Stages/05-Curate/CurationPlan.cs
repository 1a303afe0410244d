using System.Text.Json;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Curate;

/// <summary>
/// The path from raw columns to curated ones: the clean and the standard plan as one. Stage 5 writes it once and applies it to the
/// training table; the package and the monitor apply the same steps to requests.
/// </summary>
internal static class CurationPlan
{
    /// <summary>The two plans as one, and what stage 5 adds.</summary>
    public static StepList Of(StepList clean, StepList standard, params IEnumerable<PlannedStep> added) =>
        new([.. clean.Steps, .. standard.Steps, .. added]);

    /// <summary>The steps fitted to all raw columns; a step that names a missing column is an error.</summary>
    public static FittedPlan Fit(StepList plan, RowSchema raw) => StatelessPlan.Fit(raw, plan.Steps.Select(planned => planned.Step));

    /// <summary>The steps fitted to some of the raw columns; what a step does to other columns is omitted.</summary>
    public static FittedPlan FitTo(StepList plan, RowSchema some) =>
        StatelessPlan.Fit(some, plan.Steps.Select(planned => planned.Step), Narrowed);

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

        string[] kept = [.. columns.Where(Has)];
        if (kept.Length == 0)
        {
            return null;
        }

        var settings = JsonSerializer.SerializeToNode(step, step.GetType(), Documents.Compact)!.AsObject();
        settings["columns"] = JsonSerializer.SerializeToNode(kept, Documents.Compact);
        return (IRowStep)settings.Deserialize(step.GetType(), Documents.Compact)!;

        bool Has(string column) => schema.Find(column) >= 0;
    }
}
