using Trestle.Rows.Stats;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>Plans whose steps learn nothing from values.</summary>
internal static class StatelessPlan
{
    /// <summary>Fits the steps to a schema; a step that has to learn is an error of the configuration.</summary>
    /// <param name="schema">The columns that go in.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="narrow">Restricts a step to the columns at its place; null leaves it out.</param>
    public static FittedPlan Fit(RowSchema schema, IEnumerable<IRowStep> steps, Func<IRowStep, RowSchema, IRowStep?>? narrow = null)
    {
        var fitted = new List<IFittedStep>();
        var current = schema;
        foreach (var whole in steps)
        {
            if ((narrow is null ? whole : narrow(whole, current)) is not { } step)
            {
                continue;
            }

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
