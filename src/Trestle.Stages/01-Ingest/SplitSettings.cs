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

    [Setting(
        "With a time column: how long before an origin rows are not learned, since their labels would not be known yet; at least, and by "
            + "default, monitor.label-delay.",
        Example = "14d")]
    public TimeSpan? Gap { get; init; }

    [Setting(
        "With a time column: how far back rows are learned, in the figures and by the served model; expanding, the default, is all of the "
            + "past.",
        Example = "730d")]
    [NoLimit("expanding")]
    public TimeSpan? Window
    {
        get;
        init => field = value == TimeSpan.MaxValue ? null : value;
    }

    [Setting(
        "With a time column: how far after an origin rows are measured (default: up to the next origin, and the whole test part).",
        Example = "90d")]
    public TimeSpan? Horizon { get; init; }
}
