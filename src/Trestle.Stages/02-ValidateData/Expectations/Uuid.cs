using System.ComponentModel;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts are UUIDs, with hyphens.</summary>
[Description("Texts are UUIDs, with hyphens.")]
internal sealed record Uuid : TextRule
{
    /// <inheritdoc/>
    public override string Rule => "a UUID";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => Guid.TryParseExact(text, "D", out _);
}
