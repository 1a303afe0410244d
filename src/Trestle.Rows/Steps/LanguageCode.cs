using Trestle.Rows.Steps.Forms;

namespace Trestle.Rows.Steps;

/// <summary>Writes languages as their two-letter codes of ISO 639-1: "German", "deu" and "de-AT" are "de".</summary>
public sealed record LanguageCode : FormStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "language-code";

    /// <inheritdoc/>
    protected override IFittedStep For(IReadOnlyList<string> columns) => new FittedLanguageCode(columns, Unknown);
}

/// <summary>A fitted <see cref="LanguageCode"/>.</summary>
public sealed record FittedLanguageCode(IReadOnlyList<string> Columns, WithoutForm Unknown) : FittedForm(Columns, Unknown)
{
    /// <inheritdoc/>
    public override string? FormOf(string text) => LanguageTable.Find(text);
}
