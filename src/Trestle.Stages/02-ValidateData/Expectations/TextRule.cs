using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of the single texts of one column, whatever the column is read as; missing ones are not judged.</summary>
internal abstract record TextRule : ColumnRule
{
    private const int MostKnown = 4096;

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Text;

    /// <summary>Whether a test takes so long that its answers are kept by text.</summary>
    protected virtual bool IsSlow => false;

    /// <summary>The test of one text, for one thread.</summary>
    internal Func<string, bool> NewTest() => Test();

    /// <summary>The test; made once for each thread.</summary>
    protected abstract Func<string, bool> Test();

    /// <inheritdoc/>
    protected sealed override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var position = schema.Require(Uses[0].Name, ColumnKind.Text, Name);
        var test = IsSlow ? Remembering(Test()) : Test();
        string? last = null;
        var said = Verdict.NotJudged;
        return (block, verdicts) =>
        {
            var texts = block.Texts(position);
            for (var i = 0; i < verdicts.Length; i++)
            {
                if (!ReferenceEquals(texts[i], last))
                {
                    last = texts[i];
                    said = last is null ? Verdict.NotJudged : test(last) ? Verdict.Holds : Verdict.Fails;
                }

                verdicts[i] = said;
            }
        };
    }

    /// <summary>Columns often have few different texts.</summary>
    private static Func<string, bool> Remembering(Func<string, bool> test)
    {
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        var repeats = default(RepeatShare);
        return text =>
        {
            if (repeats.IsSmall)
            {
                return test(text);
            }

            if (known.TryGetValue(text, out var said))
            {
                repeats.Add(1, 1);
                return said;
            }

            repeats.Add(1, 0);
            var holds = test(text);
            if (known.Count < MostKnown)
            {
                known.Add(text, holds);
            }

            return holds;
        };
    }
}
