using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts have no small letters.</summary>
[Description("Texts have no small letters.")]
internal sealed record UpperCase : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "no small letters";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => !text.Any(char.IsLower);
}
