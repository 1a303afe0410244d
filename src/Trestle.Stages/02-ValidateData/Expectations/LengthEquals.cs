using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts have one length.</summary>
[Description("Texts have one length.")]
internal sealed record LengthEquals : TextRule
{
    [Setting("Number of characters.", Example = "5")]
    [Range(0, int.MaxValue)]
    public required int Length { get; init; }

    /// <inheritdoc/>
    public override string Rule => Format.Count(Length, "character");

    /// <inheritdoc/>
    protected override Func<string, bool> Test() => text => TextLength.Of(text) == Length;
}
