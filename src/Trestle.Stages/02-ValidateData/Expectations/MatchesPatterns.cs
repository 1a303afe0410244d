using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts match one or all of several regular expressions.</summary>
[Description("Texts match one or all of several regular expressions.")]
internal sealed record MatchesPatterns : PatternRule
{
    [Setting("Regular expressions that are found anywhere in a text.", Example = "['^A', '^B']")]
    [MinLength(1)]
    public required IReadOnlyList<string> Patterns { get; init; }

    [Setting("Whether each of them must match; otherwise one is enough.")]
    public bool All { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"a match of {(All ? "all" : "one")} of {string.Join(", ", Patterns)}";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Expressions => Patterns;

    /// <inheritdoc/>
    protected override bool Holds(int matches) => All ? matches == Patterns.Count : matches > 0;
}
