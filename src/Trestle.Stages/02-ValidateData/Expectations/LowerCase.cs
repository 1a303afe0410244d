using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts have no capital letters.</summary>
[Description("Texts have no capital letters.")]
internal sealed record LowerCase : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "no capital letters";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => !text.Any(char.IsUpper);
}
