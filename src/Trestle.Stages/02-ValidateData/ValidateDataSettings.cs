using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.ValidateData.Expectations;

namespace Trestle.Stages.ValidateData;

/// <summary>What must hold for the data.</summary>
public sealed record ValidateDataSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<ValidateDataSettings> Section { get; } = new("validate-data");

    [Setting("Maximum share of rows in quarantine; with more, the run is refused.", Example = "5%")]
    [Range(0, 1)]
    public double MaxQuarantine { get; init; } = 0.05;

    [Setting("Columns whose losses are accepted even where one value, file, hour or class bears most of them.", Example = "[housing]")]
    public IReadOnlyList<string> AcceptLosses { get; init; } = [];

    [Setting("Requirements beyond the learned contract.", Example = "[{between: {column: age, min: 0, max: 120}}]")]
    public IReadOnlyList<IExpectation> Expectations { get; init; } = [];
}
