using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are currency codes of ISO 4217.</summary>
[Description("Texts are currency codes of ISO 4217.")]
internal sealed record CurrencyCode : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "a currency code of ISO 4217";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => IsoCodes.Currencies.Contains;
}
