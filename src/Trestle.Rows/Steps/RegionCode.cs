using Trestle.Core.Configuration;
using Trestle.Rows.Steps.Forms;

namespace Trestle.Rows.Steps;

/// <summary>Writes the states and provinces of a country as their codes of the post: "California" and "ca" are "CA".</summary>
public sealed record RegionCode : FormStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "region-code";

    /// <summary>The country.</summary>
    [Setting("The country: us, ca or au.", Example = "ca")]
    public RegionCountry Country { get; init; } = RegionCountry.Us;

    /// <inheritdoc/>
    protected override IFittedStep For(IReadOnlyList<string> columns) => new FittedRegionCode(columns, Unknown, Country);
}

/// <summary>A fitted <see cref="RegionCode"/>.</summary>
public sealed record FittedRegionCode(IReadOnlyList<string> Columns, WithoutForm Unknown, RegionCountry Country)
    : FittedForm(Columns, Unknown)
{
    /// <inheritdoc/>
    public override string? FormOf(string text) => RegionTable.Find(text, Country);
}
