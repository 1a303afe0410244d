using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.ExtractFeatures;

/// <summary>Which features are made.</summary>
public sealed record ExtractFeaturesSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ExtractFeaturesSettings> Section { get; } = new("extract-features");

    [Setting("Whether to split dates into year, month, day of the week and so on.")]
    public bool DateParts { get; init; } = true;

    [Setting("Whether to turn free text into numbers: what its words are about (text-encode), and what it looks like (text-shape).")]
    public bool Text { get; init; } = true;

    [Setting("Steps that build features, fitted on the training part of each fold.", Example = "[{target-encode: {columns: [city]}}]")]
    public IReadOnlyList<IRowStep> Steps { get; init; } = [];
}
