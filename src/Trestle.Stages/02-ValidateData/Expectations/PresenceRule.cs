using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of how many of some columns have a value in each row.</summary>
internal abstract record PresenceRule : ColumnsRule
{
    /// <summary>Whether this many of all columns may have a value.</summary>
    protected abstract bool Allows(int present, int columns);

    /// <inheritdoc/>
    protected sealed override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var positions = Positions(schema);
        return (block, verdicts) =>
        {
            var present = Present(block, positions);
            for (var i = 0; i < verdicts.Length; i++)
            {
                verdicts[i] = Allows(present[i], positions.Length) ? Verdict.Holds : Verdict.Fails;
            }
        };
    }
}
