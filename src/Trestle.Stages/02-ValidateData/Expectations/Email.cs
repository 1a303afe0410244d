using System.ComponentModel;
using System.Text.RegularExpressions;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are e-mail addresses.</summary>
[Description("Texts are e-mail addresses.")]
internal sealed record Email : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "an e-mail address";

    /// <inheritdoc/>
    protected override bool IsSlow => true;

    // The form of the HTML standard (html.spec.whatwg.org, valid e-mail address), and a dot in the domain.
    /// <inheritdoc/>
    protected override Func<string, bool> Test()
    {
        var form = new Regex(
            @"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)+\z",
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return text => text.Length <= Longest && form.IsMatch(text);
    }

    private const int Longest = 254;
}
