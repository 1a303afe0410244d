using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are language codes of ISO 639-1, of two letters.</summary>
[Description("Texts are language codes of ISO 639-1, of two letters.")]
internal sealed record LanguageCode : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "a language code of ISO 639-1";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => IsoCodes.Languages.Contains;
}
