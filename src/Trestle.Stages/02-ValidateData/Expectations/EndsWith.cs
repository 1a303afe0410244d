using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts end with a text.</summary>
[Description("Texts end with a text.")]
internal sealed record EndsWith : TextRule
{
    [Setting("The end.", Example = "'.pdf'")]
    [MinLength(1)]
    public required string Text { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"'{Text}' at the end";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => text.EndsWith(Text, StringComparison.Ordinal);
}
