using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateModel;

/// <summary>How rows on which a model is worst are searched, and how good it has to be on them.</summary>
public sealed record SliceSettings
{
    [Setting(
        "What metrics have to be on the worst slice, the rows by one condition or two on which a model is worst beyond chance: out of "
            + "fold, and on these rows of the test part.",
        Example = "{auc: {at-least: 0.7}}")]
    public IReadOnlyDictionary<string, LimitSettings> Worst { get; init; } = new Dictionary<string, LimitSettings>();

    [Setting("The fewest out-of-fold rows of a slice.")]
    [Range(20, 1_000_000)]
    public int MinRows { get; init; } = 50;

    [Setting("The least share of the out-of-fold rows of a slice.")]
    [Range(0, 0.5)]
    public double MinShare { get; init; } = 0.05;
}
