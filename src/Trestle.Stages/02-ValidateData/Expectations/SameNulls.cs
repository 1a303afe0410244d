using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Some columns are present or missing together.</summary>
[Description("Some columns are present or missing together.")]
internal sealed record SameNulls : PresenceRule
{
    /// <inheritdoc/>
    public override string Rule => $"values in all of {string.Join(", ", Columns)}, or in none";

    /// <inheritdoc/>
    protected override bool Allows(int present, int columns) => present == 0 || present == columns;
}
