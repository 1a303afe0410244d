using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Some columns decide others: rows that agree in the first agree in the others, as zip and city.</summary>
[Description("Some columns decide others: rows that agree in the first agree in the others, as zip and city.")]
internal sealed record FunctionalDependency : RowsTogether
{
    [Setting("Columns that decide.", Example = "[zip]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Columns { get; init; }

    [Setting("Columns that they decide.", Example = "[city]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Decide { get; init; }

    /// <inheritdoc/>
    protected override string Rule =>
        $"{string.Join(", ", Columns)} decides {string.Join(", ", Decide)}; fails: rows unlike most of their group";

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses =>
        [.. Columns.Concat(Decide).Select(column => new ColumnUse(column, ColumnView.Typed))];

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [Question];

    private Dependence Question => new(EqualValues.Of(Columns), EqualValues.Of(Decide));

    /// <inheritdoc/>
    protected override (long Judged, IReadOnlyList<long> Failing) Find(Answers answers)
    {
        var found = answers.Values.Of(Question);
        return (found.Count, found.Breaking());
    }
}
