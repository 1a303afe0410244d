using Trestle.Rows.Steps.Forms;

namespace Trestle.Rows.Steps;

/// <summary>Writes e-mail addresses in one form: without white space, a display name and <c>mailto:</c>, in lower case.</summary>
public sealed record EmailAddress : FormStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "email-address";

    /// <inheritdoc/>
    protected override IFittedStep For(IReadOnlyList<string> columns) => new FittedEmailAddress(columns, Unknown);
}

/// <summary>A fitted <see cref="EmailAddress"/>.</summary>
public sealed record FittedEmailAddress(IReadOnlyList<string> Columns, WithoutForm Unknown) : FittedForm(Columns, Unknown)
{
    /// <inheritdoc/>
    public override string? FormOf(string text) => EmailForm.Of(text);
}
