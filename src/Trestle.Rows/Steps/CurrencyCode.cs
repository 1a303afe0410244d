using Trestle.Rows.Steps.Forms;

namespace Trestle.Rows.Steps;

/// <summary>
/// Writes currencies as their codes of ISO 4217: "US dollar", "euro" and "€" are "USD", "EUR" and "EUR". A sign of several currencies
/// ("$") is none.
/// </summary>
public sealed record CurrencyCode : FormStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "currency-code";

    /// <inheritdoc/>
    protected override IFittedStep For(IReadOnlyList<string> columns) => new FittedCurrencyCode(columns, Unknown);
}

/// <summary>A fitted <see cref="CurrencyCode"/>.</summary>
public sealed record FittedCurrencyCode(IReadOnlyList<string> Columns, WithoutForm Unknown) : FittedForm(Columns, Unknown)
{
    /// <inheritdoc/>
    public override string? FormOf(string text) => CurrencyTable.Find(text);
}
