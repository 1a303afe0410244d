using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Exactly one of some columns has a value in each row.</summary>
[Description("Exactly one of some columns has a value in each row.")]
internal sealed record ExactlyOne : PresenceRule
{
    /// <inheritdoc/>
    public override string Rule => $"a value in exactly one of {string.Join(", ", Columns)}";

    /// <inheritdoc/>
    protected override bool Allows(int present, int columns) => present == 1;
}
