using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>No combination of the values of some columns occurs twice; rows that lack all of them are not judged.</summary>
[Description("No combination of the values of some columns occurs twice; rows that lack all of them are not judged.")]
internal sealed record CompoundUnique : RowsTogether
{
    [Setting("Columns that together differ, at least two.", Example = "[order, line]")]
    [MinLength(2)]
    public required IReadOnlyList<string> Columns { get; init; }

    /// <inheritdoc/>
    protected override string Rule => "no combination twice";

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [.. Columns.Select(column => new ColumnUse(column, ColumnView.Typed))];

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [EqualValues.Of(Columns)];

    /// <inheritdoc/>
    protected override (long Judged, IReadOnlyList<long> Failing) Find(Answers answers) =>
        Repeats.Of(answers.Values.Of(EqualValues.Of(Columns)));
}
