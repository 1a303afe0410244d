using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.SelectFeatures.Methods;

namespace Trestle.Stages.SelectFeatures;

/// <summary>The steps of the feature plan, and the joins, that are tried, and the features that each makes.</summary>
internal sealed class TriedSteps
{
    private readonly StepList plan;
    private readonly IReadOnlyList<JoinReport> joins;
    private readonly Dictionary<string, int> steps = new(StringComparer.Ordinal);

    private TriedSteps(StepList plan, IReadOnlyList<JoinReport> joins) => (this.plan, this.joins) = (plan, joins);

    /// <summary>Whether anything is tried.</summary>
    public bool Any => steps.Count > 0;

    /// <summary>Finds the columns that the tried steps and joins add.</summary>
    public static TriedSteps Of(StepList plan, FittedPlan fitted, RowSchema source, CuratedTable table)
    {
        var tried = new TriedSteps(plan, [.. (table.Joins ?? []).Where(join => join.Tried)]);
        for (var join = 0; join < tried.joins.Count; join++)
        {
            foreach (var column in tried.joins[join].Columns)
            {
                tried.steps[column] = plan.Steps.Count + join;
            }
        }

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

    /// <summary>Whether a tried join makes a feature: a column of the curated table.</summary>
    public bool IsJoined(string feature) => StepOf(feature) >= plan.Steps.Count;

    /// <summary>Whether a tried step makes a feature of columns that are features themselves.</summary>
    public bool MadeOfFeatures(string feature) => StepOf(feature) is >= 0 and var step && step < plan.Steps.Count;

    /// <summary>The step that makes a feature, joins after the steps; -1 for one that is not tried.</summary>
    public int StepOf(string feature) => steps.GetValueOrDefault(feature, -1);

    /// <summary>What each step added, in words and figures.</summary>
    /// <param name="worths">The figures; null where there were too few rows to try.</param>
    /// <param name="kept">Features that models may have.</param>
    /// <param name="loss">The name of the loss.</param>
    public IReadOnlyList<TriedStep>? Report(Worths? worths, IEnumerable<string> kept, string loss)
    {
        (int Step, string Reason)[] tried =
        [
            .. Enumerable.Range(0, plan.Steps.Count).Where(step => plan.Steps[step].Tried).Select(step => (step, plan.Steps[step].Reason)),
            .. joins.Select((join, i) => (plan.Steps.Count + i, $"aggregates of {join.Table}: {join.Words}")),
        ];
        var used = kept.Select(StepOf).ToHashSet();
        return tried.Length == 0 ? null :
        [
            .. tried.Select(one =>
            {
                var found = worths?.Groups.FirstOrDefault(group => group.Group == one.Step);
                return new TriedStep(
                    one.Step, one.Reason, steps.Count(entry => entry.Value == one.Step), loss,
                    found?.Without ?? double.NaN, found?.With ?? double.NaN, found?.PValue ?? 1, used.Contains(one.Step));
            }),
        ];
    }
}
