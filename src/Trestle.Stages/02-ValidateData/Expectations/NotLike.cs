using System.ComponentModel;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts do not match a pattern of SQL: % is any text, _ any character.</summary>
[Description("Texts do not match a pattern of SQL: % is any text, _ any character.")]
internal sealed record NotLike : PatternRule
{
    [Setting("The pattern; it is compared with the whole text.", Example = "'%test%'")]
    public required string Pattern { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"not like '{Pattern}'";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Expressions => [Like.FromSql(Pattern)];

    /// <inheritdoc/>
    protected override bool Holds(int matches) => matches == 0;
}
