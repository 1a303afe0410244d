using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Steps.Forms;

namespace Trestle.Rows.Steps;

/// <summary>Writes phone numbers in the international form of ITU-T E.164: "(030) 1234-567" in Germany is "+49301234567".</summary>
public sealed record PhoneNumber : FormStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "phone-number";

    /// <summary>The country of numbers without a calling code, by its code of ISO 3166-1; null when there are none.</summary>
    [Setting(
        "Country of numbers that are written without a calling code: its two letters of ISO 3166-1. Without it only +49 … and 0049 … are "
        + "read.",
        Example = "de")]
    public string? Country { get; init; }

    /// <inheritdoc/>
    protected override IFittedStep For(IReadOnlyList<string> columns) => Country is null || PhonePlans.Of(Country) is not null
        ? new FittedPhoneNumber(columns, Unknown, Country?.ToLowerInvariant())
        : throw new TrestleException(RowErrors.BadSetting(
            Name, "country", $"'{Country}' has no numbering plan", "the two letters of a country in ISO 3166-1, such as de"));
}

/// <summary>A fitted <see cref="PhoneNumber"/>.</summary>
public sealed record FittedPhoneNumber(IReadOnlyList<string> Columns, WithoutForm Unknown, string? Country)
    : FittedForm(Columns, Unknown)
{
    /// <inheritdoc/>
    public override string? FormOf(string text) => PhoneForm.Of(text, Country);
}
