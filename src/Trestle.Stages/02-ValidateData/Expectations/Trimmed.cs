using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts have no white space at their ends.</summary>
[Description("Texts have no white space at their ends.")]
internal sealed record Trimmed : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "no white space at the ends";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Written;

    /// <inheritdoc/>
    protected override Func<string, bool> Test() =>
        text => text.Length == 0 || !(char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]));
}
