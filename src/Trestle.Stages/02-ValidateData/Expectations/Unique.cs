using System.ComponentModel;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>No value of a column occurs twice.</summary>
[Description("No value of a column occurs twice.")]
internal sealed record Unique : RowsTogether
{
    [Setting("Column to check.")]
    public required string Column { get; init; }

    /// <inheritdoc/>
    protected override string Rule => "no value twice";

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [new(Column, ColumnView.Typed)];

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [EqualValues.Of(Column)];

    /// <inheritdoc/>
    protected override (long Judged, IReadOnlyList<long> Failing) Find(Answers answers) =>
        Repeats.Of(answers.Values.Of(EqualValues.Of(Column)));
}
