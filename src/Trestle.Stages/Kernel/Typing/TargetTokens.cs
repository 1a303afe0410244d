using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>
/// Which texts of a target mean "no value". A word such as None that recurs next to other classes may be a class: dropping its rows in
/// silence would change the task.
/// </summary>
/// <param name="Tokens">The texts that mean "no value" in the target.</param>
/// <param name="Note">A remark for people; null when there is nothing to say.</param>
/// <param name="Question">What a person has to decide; null when everything is clear.</param>
internal sealed record TargetTokens(IReadOnlyList<string> Tokens, string? Note, string? Question)
{
    private const int FewRows = 5;
    private const double RecurringShare = 0.01;

    /// <summary>The texts that count as values whatever they mean: evidence of a target is gathered with these alone.</summary>
    public static IReadOnlyList<string> Empty { get; } = [""];

    /// <summary>Decides from the target's texts, which were gathered with <see cref="Empty"/>.</summary>
    public static TargetTokens Of(TableSettings settings, ColumnEvidenceValue evidence)
    {
        if ((settings.Columns.GetValueOrDefault(settings.Target)?.NullTokens ?? settings.NullTokens) is { } declared)
        {
            return new TargetTokens([.. declared, ""], null, null);
        }

        var words = evidence.Counts.Where(entry => MissingWords.IsCertain(entry.Key)
            || ValueParser.IsNull(entry.Key, Contract.DefaultNullTokens)).ToArray();
        string[] tokens = [.. Contract.DefaultNullTokens.Concat(words.Select(word => word.Key)).Distinct(StringComparer.OrdinalIgnoreCase)];
        var reading = ReadingJudge.Of(evidence);
        if (reading.Type is ColumnType.Number or ColumnType.Date)
        {
            return new TargetTokens([.. tokens, .. reading.Missing.Select(word => word.Value)], null, null);
        }

        var recurring = words.Where(word => word.Value >= Math.Max(FewRows, RecurringShare * evidence.Present)).ToArray();
        if (recurring.Length == 0)
        {
            return new TargetTokens(tokens, null, null);
        }

        var named = string.Join(", ", recurring.Select(word => $"'{word.Key}' ({word.Value} rows)"));
        var classes = tokens.Where(token => !recurring.Any(word => word.Key.Equals(token, StringComparison.OrdinalIgnoreCase)));
        return recurring.All(word => word.Key.Equals("none", StringComparison.OrdinalIgnoreCase))
            ? new TargetTokens(
                [.. classes], $"{named} of the target '{settings.Target}' is a class; if it means that the outcome is unknown, set "
                    + $"columns.{settings.Target}.null-tokens", null)
            : new TargetTokens([.. classes], null, named);
    }
}
