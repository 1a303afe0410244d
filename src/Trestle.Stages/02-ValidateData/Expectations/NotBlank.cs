using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are not only white space.</summary>
[Description("Texts are not only white space.")]
internal sealed record NotBlank : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "more than white space";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Written;

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => !string.IsNullOrWhiteSpace(text);
}
