using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.ExtractFeatures;

/// <summary>How much is made of the columns.</summary>
public enum FeatureEffort
{
    /// <summary>What pays in the folds is kept.</summary>
    Auto,

    /// <summary>Nothing is tried.</summary>
    Plain,
}

/// <summary>Which features are made.</summary>
public sealed record ExtractFeaturesSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ExtractFeaturesSettings> Section { get; } = new("extract-features");

    [Setting("Whether features made of several columns, and further encodings of categories, are tried and kept where they pay in the "
        + "folds: auto or plain (with the preset fast, nothing is tried).", Example = "plain")]
    public FeatureEffort Features { get; init; } = FeatureEffort.Auto;

    [Setting("Whether to split dates into year, month, day of the week and so on.")]
    public bool DateParts { get; init; } = true;

    [Setting("Whether to turn free text into numbers: what its words are about (text-encode), and what it looks like (text-shape).")]
    public bool Text { get; init; } = true;

    [Setting("Steps that build features, fitted on the training part of each fold.", Example = "[{target-encode: {columns: [city]}}]")]
    public IReadOnlyList<IRowStep> Steps { get; init; } = [];
}
