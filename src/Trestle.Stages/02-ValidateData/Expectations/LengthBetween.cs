using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Texts have a length within a range.</summary>
[Description("Texts have a length within a range.")]
internal sealed record LengthBetween : TextRule
{
    [Setting("Minimum number of characters.")]
    [Range(0, int.MaxValue)]
    public int? Min { get; init; }

    [Setting("Maximum number of characters.")]
    [Range(0, int.MaxValue)]
    public int? Max { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"{Shown.Range(Min, Max)} characters";

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) =>
        RangeWords.Fault(Min, Max) is { } fault ? [Mistake(fault, "min, max, or both, in this order", where)] : [];

    /// <inheritdoc/>
    protected override Func<string, bool> Test()
    {
        var (low, high) = (Min ?? 0, Max ?? int.MaxValue);
        return text => TextLength.Of(text) is var length && length >= low && length <= high;
    }
}
