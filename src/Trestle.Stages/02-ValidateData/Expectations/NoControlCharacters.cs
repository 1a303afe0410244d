using System.ComponentModel;
using System.Globalization;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts have no control or invisible characters.</summary>
[Description("Texts have no control or invisible characters.")]
internal sealed record NoControlCharacters : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "no control or invisible characters";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Written;

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text =>
    {
        foreach (var c in text)
        {
            if (c is < ' ' or '\u007f' || (c >= '\u0080' && IsInvisible(c)))
            {
                return false;
            }
        }

        return true;
    };

    private static bool IsInvisible(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
