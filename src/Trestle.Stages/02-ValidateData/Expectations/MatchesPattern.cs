using System.ComponentModel;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts match a regular expression.</summary>
[Description("Texts match a regular expression.")]
internal sealed record MatchesPattern : PatternRule
{
    [Setting("Regular expression that is found anywhere in a text; ^ and $ hold it to the whole.", Example = "'^[A-Z]{2}[0-9]+$'")]
    public required string Pattern { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"a match of {Pattern}";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Expressions => [Pattern];

    /// <inheritdoc/>
    protected override bool Holds(int matches) => matches == 1;
}
