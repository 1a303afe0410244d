using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>
/// An expectation of rows that only other rows can judge, such as that no value occurs twice. It keeps something of each row.
/// </summary>
internal abstract record RowsTogether : Expectation
{
    private const int ShownRows = 3;

    [Setting("Minimum share of the judged rows for which it must hold.", Example = "99%")]
    [Range(0, 1)]
    public double Mostly { get; init; } = 1;

    /// <summary>What must hold, in words.</summary>
    protected abstract string Rule { get; }

    /// <summary>The number of rows that were judged, and the numbers of those that fail, ascending.</summary>
    protected abstract (long Judged, IReadOnlyList<long> Failing) Find(Answers answers);

    /// <inheritdoc/>
    protected sealed override CheckResult JudgeRows(Answers answers)
    {
        var (judged, failing) = Find(answers);
        var share = judged == 0 ? 1 : (double)(judged - failing.Count) / judged;
        return Result(share >= Mostly, Mostly < 1 ? $"{Rule} in {Format.Share(Mostly)} of the rows" : Rule, Words()) with
        {
            Judged = judged,
            Failing = failing.Count,
            Examples = [.. failing.Take(FailuresValue.Most).Select(row => new FailedRow(row, null))],
        };

        string Words() => judged == 0 ? "no value to judge"
            : failing.Count == 0 ? $"holds in all of {Format.Count(judged, "row")}"
            : $"{Format.Count(failing.Count, "row")} of {Format.Count(judged)} ({Format.Share(1 - share)}) "
                + $"{(failing.Count == 1 ? "fails" : "fail")}: {string.Join(", ", failing.Take(ShownRows).Select(row => $"row {row}"))}"
                + (failing.Count > ShownRows ? $" and {Format.Count(failing.Count - ShownRows)} more" : "");
    }
}
