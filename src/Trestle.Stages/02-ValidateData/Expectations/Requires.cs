using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Where the first of two columns has a value, the second has one.</summary>
[Description("Where the first of two columns has a value, the second has one.")]
internal sealed record Requires : PairRule
{
    /// <inheritdoc/>
    public override string Rule => $"{Other} wherever there is {Column}";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Typed;

    /// <inheritdoc/>
    protected override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var (first, second) = (Presence.Judge(schema, Column, wanted: true), Presence.Judge(schema, Other, wanted: true));
        return (block, verdicts) =>
        {
            var there = new Verdict[verdicts.Length];
            first(block, there);
            second(block, verdicts);
            for (var i = 0; i < verdicts.Length; i++)
            {
                verdicts[i] = there[i] == Verdict.Holds ? verdicts[i] : Verdict.NotJudged;
            }
        };
    }
}
