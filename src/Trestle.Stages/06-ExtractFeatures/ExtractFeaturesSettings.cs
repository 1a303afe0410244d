using Trestle.Core.Configuration;

namespace Trestle.Stages.ExtractFeatures;

/// <summary>Which features are made.</summary>
public sealed record ExtractFeaturesSettings
{
    [Setting("Whether dates are taken apart into year, month, day of the week and so on.")]
    public bool DateParts { get; init; } = true;

    [Setting("Steps that make features, learned inside the training part of each fold.", Example = "[{target: {columns: [city]}}]")]
    public IReadOnlyList<IRowStep> Steps { get; init; } = [];
}
