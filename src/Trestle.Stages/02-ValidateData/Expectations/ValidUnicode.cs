using System.ComponentModel;
using System.Text;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are undamaged Unicode: no replacement characters, no halves of characters, no UTF-8 read as Latin-1.</summary>
[Description("Texts are undamaged Unicode: no replacement characters, no halves of characters, no UTF-8 read as Latin-1.")]
internal sealed record ValidUnicode : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "undamaged Unicode";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Written;

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => Ascii.IsValid(text) || !IsDamaged(text);

    private static bool IsDamaged(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var (c, next) = (text[i], i + 1 < text.Length ? text[i + 1] : '\0');
            if (char.IsHighSurrogate(c) && char.IsLowSurrogate(next))
            {
                i++;
            }
            else if (c == '\uFFFD' || char.IsSurrogate(c) || (c is 'Ã' or 'Â' && next is >= '\u0080' and <= '\u00BF'))
            {
                return true;
            }
        }

        return false;
    }
}
