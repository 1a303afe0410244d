using System.ComponentModel;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts do not match a regular expression.</summary>
[Description("Texts do not match a regular expression.")]
internal sealed record NotMatchesPattern : PatternRule
{
    [Setting("Regular expression that is not found anywhere in a text.", Example = "'[<>]'")]
    public required string Pattern { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"no match of {Pattern}";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Expressions => [Pattern];

    /// <inheritdoc/>
    protected override bool Holds(int matches) => matches == 0;
}
