using System.Text.Json;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Curate;

/// <summary>
/// The way from raw columns to curated ones: the clean and the standard plan as one. Stage 5 writes it down once, applies it to the
/// training table, and the package and the monitor apply the same steps to requests.
/// </summary>
public static class CurationPlan
{
    /// <summary>The two plans as one.</summary>
    public static StepList Of(StepList clean, StepList standard) => new([.. clean.Steps, .. standard.Steps]);

    /// <summary>The steps fitted to all raw columns; a step that names a column that is not there is a mistake.</summary>
    public static FittedPlan Fit(StepList plan, RowSchema raw) => StatelessPlan.Fit(raw, plan.Steps.Select(planned => planned.Step));

    /// <summary>The steps fitted to some of the raw columns: what a step does to the others is left out.</summary>
    public static FittedPlan FitTo(StepList plan, RowSchema some) =>
        StatelessPlan.Fit(some, plan.Steps.Select(planned => Narrowed(planned.Step, some)).OfType<IRowStep>());

    /// <summary>The step for those of its columns that are there; null when it names none of them.</summary>
    private static IRowStep? Narrowed(IRowStep step, RowSchema schema)
    {
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
