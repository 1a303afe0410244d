using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are country codes of ISO 3166-1, of two letters.</summary>
[Description("Texts are country codes of ISO 3166-1, of two letters.")]
internal sealed record CountryCode : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "a country code of ISO 3166-1";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => IsoCodes.Countries.Contains;
}
