using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

using Trestle.Core.Configuration;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// At least a share of a column's texts matches a regular expression; missing ones are not judged. The result counts the texts that do
/// not match and shows none: the column may be private.
/// </summary>
internal sealed record MatchesPattern : IExpectation
{
    [Setting("Text column to check.")]
    public required string Column { get; init; }

    [Setting("Regular expression that is found anywhere in a text; ^ and $ hold it to the whole.", Example = "'^[A-Z]{2}[0-9]+$'")]
    public required string Pattern { get; init; }

    [Setting("Minimum share of the texts that match; missing ones are left out.", Example = "99%")]
    [Range(0, 1)]
    public double Mostly { get; init; } = 1;

    [Setting("Whether a failure stops the run.")]
    public bool Blocking { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs => [new Frequencies(Column)];

    /// <inheritdoc/>
    public CheckResult Judge(StatValues values, long rows)
    {
        var regex = Compile();
        var frequencies = values.Of(new Frequencies(Column)).Ordered();
        var texts = frequencies.Sum(entry => entry.Value);
        var others = frequencies.Where(entry => !regex.IsMatch(entry.Key)).ToArray();
        var missed = others.Sum(entry => entry.Value);
        var share = texts == 0 ? 1 : 1 - ((double)missed / texts);
        return new CheckResult(
            "regex",
            Column,
            share >= Mostly,
            Blocking,
            $"at least {Mostly:P1} of the texts match {Pattern}",
            others.Length == 0 ? "every text matches" : $"{share:P2}; {missed} rows with {others.Length} different texts do not match");
    }

    /// <summary>Without backtracking, so that no pattern takes more than linear time.</summary>
    private Regex Compile()
    {
        try
        {
            return new Regex(Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            throw new TrestleException(ValidateDataErrors.BadPattern(Column, Pattern, problem.Message));
        }
    }
}
