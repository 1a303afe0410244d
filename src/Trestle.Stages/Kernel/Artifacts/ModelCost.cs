using Trestle.Learners.Ensemble;
using Trestle.Learners.Trees;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>What a model costs to keep and to ask, in figures that no machine changes.</summary>
/// <param name="Models">Single models: members of an ensemble, or 1.</param>
/// <param name="Trees">Trees that a row passes through.</param>
/// <param name="Bytes">Its size in a package.</param>
public sealed record ModelCost(int Models, long Trees, long Bytes)
{
    /// <summary>What a model costs.</summary>
    internal static ModelCost Of(IModel model, long bytes)
    {
        IModel[] single = model is EnsembleModel ensemble ? [.. ensemble.Members.Select(member => member.Model)] : [model];
        return new ModelCost(single.Length, single.OfType<TreeModel>().Sum(trees => (long)trees.Rounds * trees.Outputs), bytes);
    }
}
