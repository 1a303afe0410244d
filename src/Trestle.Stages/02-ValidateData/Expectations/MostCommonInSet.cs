using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The most common value is one of a list.</summary>
[Description("The most common value is one of a list.")]
internal sealed record MostCommonInSet : Expectation
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    [Setting("Allowed values, compared as texts.", Example = "[basic]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Values { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [new(Column, ColumnView.Text)];

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [EqualValues.Of(Uses[0].Name)];

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers)
    {
        var expected = $"the most common value is one of {Format.Some(Values, 10)}";
        var found = answers.Values.Of(EqualValues.Of(Uses[0].Name));
        if (found.Count == 0)
        {
            return Result(false, expected, "no values to judge");
        }

        var most = found.Groups().Max(group => group.Rows.Count);
        var modes = found.Groups().Where(group => group.Rows.Count == most).ToDictionary(group => group.Hash, group => (long)group.Rows[0]);
        var named = Values.FirstOrDefault(value => modes.ContainsKey(RowHash.Text(value.Trim())));
        return named is not null
            ? Result(true, expected, answers.IsPrivate(Column) ? "it is" : $"'{Shown.Text(named)}', in {Format.Count(most, "row")}")
            : Result(false, expected, $"another value, in {Format.Count(most, "row")}, first in row {modes.Values.Min()}");
    }
}
