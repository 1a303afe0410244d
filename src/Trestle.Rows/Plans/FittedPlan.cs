using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;

namespace Trestle.Rows.Plans;

/// <summary>Fitted steps in order and the columns that they start from: the row path of one model, saved in its package.</summary>
public sealed record FittedPlan(RowSchema Input, IReadOnlyList<IFittedStep> Steps)
{
    /// <summary>Finds every column once, so that blocks can run through.</summary>
    public BoundPlan Bind() => new(this);
}

/// <summary>A fitted plan that is ready to run; safe to use from many threads at once.</summary>
public sealed class BoundPlan
{
    private readonly RowSchema input;
    private readonly BoundStep[] steps;

    internal BoundPlan(FittedPlan plan)
    {
        input = plan.Input;
        Output = plan.Input;
        steps = new BoundStep[plan.Steps.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = plan.Steps[i].Bind(Output);
            Output = steps[i].Output;
        }
    }

    /// <summary>The columns that come out.</summary>
    public RowSchema Output { get; }

    /// <summary>
    /// Sends a block through all steps. Its columns are found by name: they may stand in another order and among others; one
    /// that is missing is named in the error.
    /// </summary>
    public RowBlock Apply(RowBlock block)
    {
        block = block.Project(input, "row plan");
        foreach (var step in steps)
        {
            block = step.Apply(block);
        }

        return block;
    }
}
