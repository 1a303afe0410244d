using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>At least one of some columns has a value in each row.</summary>
[Description("At least one of some columns has a value in each row.")]
internal sealed record AtLeastOne : PresenceRule
{
    /// <inheritdoc/>
    public override string Rule => $"a value in at least one of {string.Join(", ", Columns)}";

    /// <inheritdoc/>
    protected override bool Allows(int present, int columns) => present > 0;
}
