using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Values are among those of another table of the project.</summary>
[Description("Values are among those of another table of the project; a row that lacks one of several columns is not judged.")]
internal sealed record ForeignKey : RowRule
{
    [Setting("Columns that refer to the other table.", Example = "[tailnum]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Columns { get; init; }

    [Setting("The other table, by its name under sources.", Example = "planes")]
    [MinLength(1)]
    public required string Table { get; init; }

    [Setting("Its columns, in the same order (default: those of the same names).", Example = "[tail_number]")]
    public IReadOnlyList<string>? References { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"among {string.Join(", ", Referred)} of {Table}";

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnUse> Uses => [.. Columns.Select(column => new ColumnUse(column, ColumnView.Typed))];

    /// <summary>The columns of the other table.</summary>
    internal IReadOnlyList<string> Referred => References ?? Columns;

    /// <summary>What is needed of the other table: its columns, read as these are.</summary>
    internal (string Columns, string Of) Key => (string.Join(',', Referred), string.Join(',', Columns));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) => Referred.Count == Columns.Count
        ? []
        : [Mistake($"{Columns.Count} columns refer to {Referred.Count}", "as many columns on both sides", where)];

    /// <inheritdoc/>
    protected override (string Expected, string Found)? Lacks(ExpectationContext context) =>
        context.Tables.GetValueOrDefault(Table)?.Keys.ContainsKey(Key) == true
            ? null : ($"the columns {string.Join(", ", Referred)} of a table '{Table}'", "there are none");

    /// <inheritdoc/>
    protected override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var keys = context.Tables.GetValueOrDefault(Table)?.Keys.GetValueOrDefault(Key);
        var hash = new RowHash(schema, Columns);
        int[] positions = [.. Columns.Select(column => schema.Require(column, Name))];
        return (block, verdicts) =>
        {
            var (hashes, present) = (new ulong[block.Rows], new bool[block.Rows]);
            var own = Present(block, positions);
            hash.Of(block, hashes, present);
            for (var row = 0; row < block.Rows; row++)
            {
                verdicts[row] = keys is null || own[row] < positions.Length ? Verdict.NotJudged
                    : keys.Contains(hashes[row]) ? Verdict.Holds : Verdict.Fails;
            }
        };
    }
}
