using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;

namespace Trestle.Rows.Plans;

/// <summary>
/// Steps in order, before anything is learned. <see cref="Fit"/> learns them wave by wave: one scan answers the questions of all steps
/// that do not depend on each other, kept separate by fold and merged for each round.
/// </summary>
public sealed record RowPlan(IReadOnlyList<IRowStep> Steps)
{
    /// <summary>
    /// Fits the plan once for each round (a set of folds to learn from). Rows outside a round's folds never influence it.
    /// </summary>
    /// <param name="source">The training rows; must hold <see cref="ReservedColumns.Label"/> when a step learns from the target.</param>
    /// <param name="rounds">
    /// The folds of the source that each fit may learn from; at least one per round, two when a step is cross-fitted.
    /// </param>
    /// <param name="cancellation">Ends the scans early.</param>
    public IReadOnlyList<FittedRound> Fit(IRowSource source, IReadOnlyList<FoldSet> rounds, CancellationToken cancellation) =>
        new PlanFitter(this, source, rounds).Run(cancellation);
}

/// <summary>A plan as one round learned it.</summary>
/// <param name="Folds">The folds that were learned from.</param>
/// <param name="Plan">For rows that were not learned from: validation folds, the test part, requests.</param>
/// <param name="Training">
/// For the rows that were learned from, by their fold: the same plan unless a step is cross-fitted, which then was learned from the
/// round's other folds. Steps after a cross-fitted one learn from the output of these plans, as the model does.
/// </param>
public sealed record FittedRound(FoldSet Folds, FittedPlan Plan, IReadOnlyDictionary<int, FittedPlan> Training);
