using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts begin with a text.</summary>
[Description("Texts begin with a text.")]
internal sealed record StartsWith : TextRule
{
    [Setting("The beginning.", Example = "'AB-'")]
    [MinLength(1)]
    public required string Text { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"'{Text}' at the beginning";

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => text.StartsWith(Text, StringComparison.Ordinal);
}
