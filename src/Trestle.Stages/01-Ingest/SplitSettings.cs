using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Ingest;

/// <summary>How rows are divided. Decided once, before anything is learned.</summary>
public sealed record SplitSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<SplitSettings> Section { get; } = new("split");

    [Setting("Share of the rows held out for the test.", Example = "20%")]
    [Range(0.01, 0.9)]
    public double Test { get; init; } = 0.2;

    [Setting("Number of cross-validation folds in the training part.")]
    [Range(2, 50)]
    public int Folds { get; init; } = 5;
}
