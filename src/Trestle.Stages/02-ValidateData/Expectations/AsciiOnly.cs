using System.ComponentModel;
using System.Text;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts have characters of ASCII only.</summary>
[Description("Texts have characters of ASCII only.")]
internal sealed record AsciiOnly : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "ASCII only";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Written;

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => Ascii.IsValid(text);
}
