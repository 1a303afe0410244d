using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>A query in SQL finds no rows that fail.</summary>
[Description("A query in SQL over the table `data` finds no rows.")]
internal sealed record SqlQuery : Expectation
{
    private const int ShownRows = 3;

    [Setting(
        "A SELECT (of DuckDB) over data that returns failing rows; with __row in its result they are named. Columns are those of the "
        + "source: texts in text files.",
        Example = "SELECT __row FROM data WHERE a::INT > b::INT")]
    [MinLength(1)]
    public required string Query { get; init; }

    [Setting("Maximum number of rows that it may find.")]
    [Range(0, int.MaxValue)]
    public int MaxRows { get; init; }

    /// <inheritdoc/>
    public override bool TakesWhere => false;

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Stat> Needs(ExpectationContext context) => [];

    /// <inheritdoc/>
    protected override CheckResult JudgeRows(Answers answers)
    {
        var expected = $"{(MaxRows == 0 ? "no rows" : $"at most {Format.Count(MaxRows, "row")}")} of {Shown.Text(Query)}";
        if (answers.Context.Queries.GetValueOrDefault(Query) is not { } found)
        {
            return Result(false, expected, "the query was not run");
        }

        if (found.Fault is { } fault)
        {
            return Result(false, expected, Format.Cut(Format.Plain(fault), 300));
        }

        var named = string.Join(", ", found.Named.Take(ShownRows).Select(row => $"row {row}"));
        return Result(found.Rows <= MaxRows, expected, Format.Count(found.Rows, "row") + (named.Length == 0 ? "" : $": {named}")) with
        {
            Failing = found.Rows,
            Examples = [.. found.Named.Select(row => new FailedRow(row, null))],
        };
    }
}
