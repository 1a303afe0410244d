using System.ComponentModel;

using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The first of two columns is greater than the second; rows that lack one are not judged.</summary>
[Description("The first of two columns is greater than the second; rows that lack one are not judged.")]
internal sealed record GreaterThan : PairRule
{
    [Setting("Whether they may be equal.")]
    public bool OrEqual { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"{Column} {(OrEqual ? "at least" : "above")} {Other}";

    /// <inheritdoc/>
    protected override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var (first, second) = (schema.Require(Column, ColumnKind.Number, Name), schema.Require(Other, ColumnKind.Number, Name));
        return (block, verdicts) =>
        {
            var a = block.Numbers(first);
            var b = block.Numbers(second);
            for (var i = 0; i < verdicts.Length; i++)
            {
                verdicts[i] = double.IsNaN(a[i]) || double.IsNaN(b[i]) ? Verdict.NotJudged
                    : a[i] > b[i] || (OrEqual && a[i] == b[i]) ? Verdict.Holds : Verdict.Fails;
            }
        };
    }
}
