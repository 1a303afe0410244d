using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>
/// An expectation of the single values of a column of numbers, booleans (1 and 0) or dates (microseconds since 1970); missing ones are
/// not judged.
/// </summary>
internal abstract record NumberRule : ColumnRule
{
    /// <inheritdoc/>
    protected sealed override ColumnView View => ColumnView.Number;

    /// <summary>The test.</summary>
    protected abstract Func<double, bool> Test(ExpectationContext context);

    /// <inheritdoc/>
    protected sealed override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var position = schema.Require(Column, ColumnKind.Number, Name);
        var test = Test(context);
        return (block, verdicts) =>
        {
            var values = block.Numbers(position);
            for (var i = 0; i < verdicts.Length; i++)
            {
                verdicts[i] = double.IsNaN(values[i]) ? Verdict.NotJudged : test(values[i]) ? Verdict.Holds : Verdict.Fails;
            }
        };
    }
}
