using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Two columns have the same text in each row; rows that lack both are not judged.</summary>
[Description("Two columns have the same text in each row; rows that lack both are not judged.")]
internal sealed record ColumnsEqual : PairRule
{
    /// <inheritdoc/>
    public override string Rule => $"{Column} equal to {Other}";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Text;

    /// <inheritdoc/>
    protected override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var (first, second) = (schema.Find(Uses[0].Name), schema.Find(Uses[1].Name));
        return (block, verdicts) =>
        {
            var a = block.Texts(first);
            var b = block.Texts(second);
            for (var i = 0; i < verdicts.Length; i++)
            {
                verdicts[i] = a[i] is null && b[i] is null ? Verdict.NotJudged
                    : string.Equals(a[i], b[i], StringComparison.Ordinal) ? Verdict.Holds : Verdict.Fails;
            }
        };
    }
}
