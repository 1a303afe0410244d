using System.ComponentModel;

using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The values of some columns differ from each other in each row; missing ones are not compared.</summary>
[Description("The values of some columns differ from each other in each row; missing ones are not compared.")]
internal sealed record AllDiffer : ColumnsRule
{
    /// <inheritdoc/>
    public override string Rule => $"different values in {string.Join(", ", Columns)}";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Text;

    /// <inheritdoc/>
    protected override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var positions = Positions(schema);
        return (block, verdicts) =>
        {
            for (var i = 0; i < verdicts.Length; i++)
            {
                verdicts[i] = Judge(block, positions, i);
            }
        };
    }

    private static Verdict Judge(RowBlock block, int[] positions, int row)
    {
        var present = 0;
        for (var one = 0; one < positions.Length; one++)
        {
            if (block.Texts(positions[one])[row] is not { } text)
            {
                continue;
            }

            present++;
            for (var two = 0; two < one; two++)
            {
                if (string.Equals(text, block.Texts(positions[two])[row], StringComparison.Ordinal))
                {
                    return Verdict.Fails;
                }
            }
        }

        return present < 2 ? Verdict.NotJudged : Verdict.Holds;
    }
}
