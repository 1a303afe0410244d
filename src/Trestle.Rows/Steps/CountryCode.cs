using Trestle.Rows.Steps.Forms;

namespace Trestle.Rows.Steps;

/// <summary>Writes countries as their two-letter codes of ISO 3166-1: "Germany", "DEU" and "de" are "DE".</summary>
public sealed record CountryCode : FormStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "country-code";

    /// <inheritdoc/>
    protected override IFittedStep For(IReadOnlyList<string> columns) => new FittedCountryCode(columns, Unknown);
}

/// <summary>A fitted <see cref="CountryCode"/>.</summary>
public sealed record FittedCountryCode(IReadOnlyList<string> Columns, WithoutForm Unknown) : FittedForm(Columns, Unknown)
{
    /// <inheritdoc/>
    public override string? FormOf(string text) => CountryTable.Find(text);
}
