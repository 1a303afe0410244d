using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.SelectFeatures.Methods;

namespace Trestle.Stages.SelectFeatures;

/// <summary>The steps of the feature plan that are tried, and the features that each makes.</summary>
internal sealed class TriedSteps
{
    private readonly StepList plan;
    private readonly Dictionary<string, int> steps = new(StringComparer.Ordinal);

    private TriedSteps(StepList plan) => this.plan = plan;

    /// <summary>Whether anything is tried.</summary>
    public bool Any => steps.Count > 0;

    /// <summary>Finds the columns that the tried steps add.</summary>
    public static TriedSteps Of(StepList plan, FittedPlan fitted, RowSchema source)
    {
        var tried = new TriedSteps(plan);
        var schema = source;
        for (var step = 0; step < fitted.Steps.Count && plan.Steps.Any(planned => planned.Tried); step++)
        {
            var before = schema;
            schema = fitted.Steps[step].Bind(schema).Output;
            foreach (var column in schema.Columns.Where(column => plan.Steps[step].Tried && before.Find(column.Name) < 0))
            {
                tried.steps[column.Name] = step;
            }
        }

        return tried;
    }

    /// <summary>Whether a tried step makes a feature.</summary>
    public bool Made(string feature) => steps.ContainsKey(feature);

    /// <summary>The step that makes a feature; -1 for one that is not tried.</summary>
    public int StepOf(string feature) => steps.GetValueOrDefault(feature, -1);

    /// <summary>What each step added, in words and figures.</summary>
    /// <param name="worths">The figures; null where there were too few rows to try.</param>
    /// <param name="kept">Features that models may have.</param>
    /// <param name="loss">The name of the loss.</param>
    public IReadOnlyList<TriedStep>? Report(Worths? worths, IEnumerable<string> kept, string loss)
    {
        if (!plan.Steps.Any(planned => planned.Tried))
        {
            return null;
        }

        var used = kept.Select(StepOf).ToHashSet();
        return
        [
            .. Enumerable.Range(0, plan.Steps.Count).Where(step => plan.Steps[step].Tried).Select(step =>
            {
                var found = worths?.Groups.FirstOrDefault(group => group.Group == step);
                return new TriedStep(
                    step, plan.Steps[step].Reason, steps.Count(entry => entry.Value == step), loss,
                    found?.Without ?? double.NaN, found?.With ?? double.NaN, found?.PValue ?? 1, used.Contains(step));
            }),
        ];
    }
}
