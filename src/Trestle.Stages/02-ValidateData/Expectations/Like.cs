using System.ComponentModel;
using System.Text.RegularExpressions;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts match a pattern of SQL: % is any text, _ any character.</summary>
[Description("Texts match a pattern of SQL: % is any text, _ any character.")]
internal sealed record Like : PatternRule
{
    [Setting("The pattern; it holds for the whole text.", Example = "'AB-%'")]
    public required string Pattern { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"like '{Pattern}'";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Expressions => [FromSql(Pattern)];

    /// <inheritdoc/>
    protected override bool Holds(int matches) => matches == 1;

    /// <summary>The regular expression that means the same.</summary>
    internal static string FromSql(string pattern) =>
        $"^(?s:{Regex.Escape(pattern).Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.')})\\z";
}
