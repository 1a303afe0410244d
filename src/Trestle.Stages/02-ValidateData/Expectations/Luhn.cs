using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are numbers whose last digit is right by Luhn's formula, as on cards; blanks and hyphens are ignored.</summary>
[Description("Texts are numbers whose last digit is right by Luhn's formula, as on cards; blanks and hyphens are ignored.")]
internal sealed record Luhn : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "digits with a right check digit";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text =>
    {
        var (sum, digits) = (0, 0);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] is ' ' or '-')
            {
                continue;
            }

            if (!char.IsAsciiDigit(text[i]))
            {
                return false;
            }

            var digit = (text[i] - '0') * (digits % 2 == 0 ? 1 : 2);
            sum += digit > 9 ? digit - 9 : digit;
            digits++;
        }

        return digits > 1 && sum % 10 == 0;
    };
}
