using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are IBANs whose check digits are right; blanks between groups are allowed.</summary>
[Description("Texts are IBANs whose check digits are right; blanks between groups are allowed.")]
internal sealed record Iban : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "an IBAN with right check digits";

    /// <inheritdoc/>
    protected override bool IsSlow => true;

    // ISO 13616: the first four characters to the end, letters as 10 to 35, and the remainder by 97 is 1.
    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text =>
    {
        var plain = text.Replace(" ", "", StringComparison.Ordinal);
        if (plain.Length is < 15 or > 34 || !char.IsAsciiLetter(plain[0]) || !char.IsAsciiLetter(plain[1]))
        {
            return false;
        }

        var remainder = 0;
        foreach (var c in plain[4..] + plain[..4])
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }

            remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + c - '0') % 97
                : ((remainder * 100) + char.ToUpperInvariant(c) - 'A' + 10) % 97;
        }

        return remainder == 1;
    };
}
