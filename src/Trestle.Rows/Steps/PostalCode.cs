using Trestle.Core.Configuration;
using Trestle.Rows.Steps.Forms;

namespace Trestle.Rows.Steps;

/// <summary>Writes postal codes as their country does: "k1a0b6" is "K1A 0B6", "2134" in the US is "02134".</summary>
public sealed record PostalCode : FormStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "postal-code";

    /// <summary>The country, by its code of ISO 3166-1.</summary>
    [Setting("The country: at, au, be, br, ca, ch, de, dk, es, fr, gb, ie, in, it, jp, nl, no, pl, pt, se or us.", Example = "ca")]
    public PostalCountry Country { get; init; } = PostalCountry.Us;

    /// <inheritdoc/>
    protected override IFittedStep For(IReadOnlyList<string> columns) => new FittedPostalCode(columns, Unknown, Country);
}

/// <summary>A fitted <see cref="PostalCode"/>.</summary>
public sealed record FittedPostalCode(IReadOnlyList<string> Columns, WithoutForm Unknown, PostalCountry Country)
    : FittedForm(Columns, Unknown)
{
    /// <inheritdoc/>
    public override string? FormOf(string text) => PostalForm.Of(text, Country);
}
