using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Each value of a list occurs.</summary>
[Description("Each value of a list occurs.")]
internal sealed record ContainsValues : Expectation
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("Values that must occur, compared as texts.", Example = "[basic, plus]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Values { get; init; }

    [Setting("Whether no others may occur.")]
    public bool Only { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [new(Column, ColumnView.Text)];

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [Question];

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) => Values.Distinct(StringComparer.Ordinal).Count() < Values.Count
        ? [Mistake("a value is named twice", "each value once", where)] : [];

    /// <summary>Equal only to itself, as the list is.</summary>
    private CategoryCounts Question => new(Uses[0].Name, Values);

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers)
    {
        var counts = answers.Values.Of(Question).Counts.ToArray();
        string[] absent = [.. Values.Where((_, place) => counts[place] == 0)];
        var others = counts[^1];
        return Result(
            absent.Length == 0 && (!Only || others == 0),
            $"{Format.Some(Values, 10)}{(Only ? ", and no other value" : "")}",
            string.Join("; ", new[]
            {
                absent.Length == 0 ? "each of them" : $"without {Format.Some(absent, 10)}",
                Only && others > 0 ? $"other values in {Format.Count(others, "row")}" : "",
            }.Where(part => part.Length > 0)));
    }
}
