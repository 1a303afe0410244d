using Trestle.Rows.Stats;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>Plans whose steps learn nothing from values.</summary>
internal static class StatelessPlan
{
    /// <summary>Fits the steps to a schema; a step that has to learn is an error of the configuration.</summary>
    public static FittedPlan Fit(RowSchema schema, IEnumerable<IRowStep> steps)
    {
        var fitted = new List<IFittedStep>();
        var current = schema;
        foreach (var step in steps)
        {
            if (step.Needs(current).Count > 0)
            {
                throw new TrestleException(TableErrors.Learns(StepCatalog.NameOf(step)));
            }

            fitted.Add(step.Fit(current, StatValues.None));
            current = fitted[^1].Bind(current).Output;
        }

        return new FittedPlan(schema, fitted);
    }
}
