using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>The values of two columns are one of some pairs; rows that lack one are not judged.</summary>
[Description("The values of two columns are one of some pairs; rows that lack one are not judged.")]
internal sealed record PairInSet : PairRule
{
    [Setting("Allowed pairs, each a list of two.", Example = "[[DE, EUR], [CH, CHF]]")]
    [MinLength(1)]
    public required IReadOnlyList<IReadOnlyList<string>> Pairs { get; init; }

    /// <inheritdoc/>
    public override string Rule => $"one of {Format.Some([.. Pairs.Select(pair => string.Join("/", pair))], 10)}";

    /// <inheritdoc/>
    protected override ColumnView View => ColumnView.Text;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Mistakes(string where) => Pairs.Where(pair => pair.Count != 2)
        .Select(
            pair => Mistake($"a pair has {Format.Count(pair.Count, "value")}: {string.Join(", ", pair)}", "pairs of two values", where));

    /// <inheritdoc/>
    protected override RowJudge Bind(RowSchema schema, ExpectationContext context)
    {
        var (first, second) = (schema.Find(Uses[0].Name), schema.Find(Uses[1].Name));
        var allowed = Pairs.Select(pair => (pair[0], pair[1])).ToHashSet();
        return (block, verdicts) =>
        {
            var a = block.Texts(first);
            var b = block.Texts(second);
            for (var i = 0; i < verdicts.Length; i++)
            {
                verdicts[i] = a[i] is not { } one || b[i] is not { } two ? Verdict.NotJudged
                    : allowed.Contains((one, two)) ? Verdict.Holds : Verdict.Fails;
            }
        };
    }
}
