using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts contain a text.</summary>
[Description("Texts contain a text.")]
internal sealed record ContainsText : TextRule
{
    [Setting("The text.", Example = "'@'")]
    [MinLength(1)]
    public required string Text { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"'{Text}' within";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => text.Contains(Text, StringComparison.Ordinal);
}
