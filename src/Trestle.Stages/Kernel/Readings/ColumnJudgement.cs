using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>The judgement on one column. What the best reading leaves over is looked at before it is called damage.</summary>
internal sealed class ColumnJudgement
{
    /// <summary>The share of the rows, and of the distinct values, from which a reading can be that of the column.</summary>
    private const double EnoughRows = 0.95;
    private const double EnoughDistinct = 0.5;

    /// <summary>A column of few distinct values can be a category, whatever they look like.</summary>
    private const int FewDistinct = 20;
    private const int ManyDistinct = 50;
    private const double RecurringShare = 0.001;
    private const int ShownLeftOver = 100;

    private readonly ColumnEvidenceValue evidence;
    private readonly IReadOnlyDictionary<string, long> texts;
    private readonly Proposal[] proposals;

    /// <summary>What was found for a proposal, which is asked for several times.</summary>
    private readonly Dictionary<Proposal, IReadOnlyList<ValueCount>> missingOf = [];
    private readonly Dictionary<Proposal, IReadOnlyList<ValueCount>> leftOverOf = [];

    public ColumnJudgement(ColumnEvidenceValue evidence)
    {
        this.evidence = evidence;
        texts = evidence.Texts();
        proposals =
        [
            .. evidence.Proposals().Select((proposal, order) => (proposal, order))
                .OrderByDescending(pair => pair.proposal.Rows)
                .ThenByDescending(pair => pair.proposal.Rank)
                .ThenBy(pair => pair.order)
                .Select(pair => pair.proposal),
        ];
        Chosen = proposals.FirstOrDefault(IsEnough) is { } best && !IsCategory(best) ? best : null;
    }

    /// <summary>The reading that explains enough; null when the column is text.</summary>
    public Proposal? Chosen { get; }

    /// <summary>The reading, with what else the file shows.</summary>
    public ColumnReading Reading(FileEvidence file)
    {
        if (evidence.Present == 0)
        {
            return new ColumnReading { Reading = "empty", Type = ColumnType.Text, Words = "text", Notes = ["every value is missing"] };
        }

        return Chosen is { } chosen ? Typed(chosen, file) : Text();
    }

    private ColumnReading Typed(Proposal chosen, FileEvidence file)
    {
        var (form, decided, question) = Decide(chosen, file);
        var missing = Missing(form);
        var leftOver = LeftOver(form);
        return new ColumnReading
        {
            Reading = form.Reading,
            Type = form.Type,
            Words = form.Words,
            DecimalMark = form.DecimalMark,
            Formats = form.Formats,
            Affixes = form.Affixes,
            Missing = missing,
            Rows = form.Rows,
            Share = ShareOf(form),
            RunnerUp = RunnerUp(form),
            Decided = decided,
            LeftOver = [.. leftOver.Take(ShownLeftOver)],
            Notes = [.. new[] { form.Note, decided is null ? null : $"{chosen.Rival!.Question}; {form.Words} is taken, because {decided}" }
                .OfType<string>()],
            Question = question ?? form.Doubt ?? Serials(form, leftOver),
        };
    }

    /// <summary>A question about the numbers among dates, if all that is left over are such as Excel writes dates.</summary>
    private static string? Serials(Proposal form, IReadOnlyList<ValueCount> leftOver)
    {
        const string Excel = "excel";
        return form.Type != ColumnType.Date || leftOver.Count == 0 || !leftOver.All(left => NumericDates.Is(left.Value, Excel)) ? null
            : $"'{leftOver[0].Value}' among the dates can be one of Excel's: set formats: [{string.Join(", ", form.Formats)}, {Excel}], "
                + "or list it under null-tokens if it means a missing value";
    }

    private ColumnReading Text()
    {
        var best = proposals.FirstOrDefault();
        var (name, words) = evidence.Distinct switch
        {
            <= ManyDistinct => ("category", $"category of {evidence.Distinct}"),
            var distinct when distinct >= 0.98 * evidence.Present => ("identifier", "text that is different in nearly every row"),
            var distinct when distinct <= 0.05 * evidence.Present => ("category", $"category of {distinct}"),
            _ => ("text", "text"),
        };
        var missing = Missing(null);
        return new ColumnReading
        {
            Reading = name,
            Type = ColumnType.Text,
            Words = words,
            Missing = missing,
            Rows = evidence.Present - missing.Sum(word => word.Rows),
            RunnerUp = RunnerUp(null),
            Notes = best is null || ShareOf(best) < EnoughDistinct || best.Type == ColumnType.Text ? UnknownAffix()
                : [IsEnough(best) ? Levels(best) : Mixed(best)],
            Question = best is not null && IsTornApart(best) ? Mixed(best) : null,
        };
    }

    /// <summary>Which of two forms that explain as much is meant.</summary>
    private static (Proposal Form, string? Decided, string? Question) Decide(Proposal chosen, FileEvidence file) =>
        chosen.Rival is not { } rival ? (chosen, null, null)
        : file.Decide(rival.Hint, rival.OtherHint) is not { } decided ? (chosen, null, rival.Question)
        : (decided.Convention == rival.Hint ? chosen : rival.Other, decided.Reason, null);

    private bool IsEnough(Proposal proposal)
    {
        var distinct = texts.Count - Missing(proposal).Count;
        var read = texts.Keys.Count(proposal.Reads);
        return ShareOf(proposal) >= EnoughRows && read >= EnoughDistinct * distinct;
    }

    /// <summary>Whether the words that a reading leaves over recur, next to few others: then all are levels of a category.</summary>
    private bool IsCategory(Proposal proposal)
    {
        if (proposal.Type is not (ColumnType.Boolean or ColumnType.Number))
        {
            return false;
        }

        var leftOver = LeftOver(proposal);
        if (leftOver.Count is 0 or > FewDistinct)
        {
            return false;
        }

        // Next to yes and no, a word such as "unknown" is an answer, even once.
        return proposal.Type == ColumnType.Boolean
            ? leftOver.Any(word => Recurs(word) || MissingWords.IsProbable(word.Value))
            : texts.Keys.Count(proposal.Reads) <= FewDistinct && Recurs(leftOver[0]);
    }

    /// <summary>Whether most values have one type and the others are a few words, often: a person has to say what these mean.</summary>
    private bool IsTornApart(Proposal best)
    {
        if (best.Type == ColumnType.Text || ShareOf(best) < EnoughDistinct || texts.Keys.Count(best.Reads) <= ManyDistinct)
        {
            return false;
        }

        return LeftOver(best).Count <= FewDistinct;
    }

    private bool Recurs(ValueCount word) => word.Rows >= Math.Max(2, RecurringShare * evidence.Present);

    private string Mixed(Proposal best)
    {
        var others = LeftOver(best);
        return $"{ShareOf(best):P1} of the values are {Plural(best.Type)}, too few for a column of {Plural(best.Type)}; others are "
            + string.Join(", ", others.Take(3).Select(word => $"'{Short(word.Value)}' ({word.Rows})"));
    }

    /// <summary>What a person should know of a column in which the same unknown text stands next to nearly every number.</summary>
    private IReadOnlyList<string> UnknownAffix()
    {
        var affixes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (text, rows) in texts)
        {
            if (NumberText.TrySplit(text, out var parts) && parts.Before.IsEmpty)
            {
                var affix = parts.After.ToString();
                affixes[affix] = affixes.GetValueOrDefault(affix) + rows;
            }
        }

        var accounts = affixes.Where(entry => entry.Key.TrimEnd('.').ToUpperInvariant() is "CR" or "DR")
            .OrderBy(entry => entry.Key, StringComparer.Ordinal).ToArray();
        if (accounts.Length > 1 && accounts.Sum(entry => entry.Value) >= EnoughRows * evidence.Present)
        {
            var signs = string.Join(" and ", accounts.Select(entry => $"'{entry.Key}' ({entry.Value})"));
            var affixed = string.Join(", ", accounts.Select(entry => $"{entry.Key}: 1"));
            return
            [
                $"text, because ledgers differ in which of {signs} is negative; to read the numbers, set affixes: {{{affixed}}} with -1 "
                    + "for one of them",
            ];
        }

        var known = affixes.Where(entry => entry.Value >= EnoughRows * evidence.Present).Select(entry => entry.Key).FirstOrDefault();
        return known is null || evidence.Distinct < 2 ? []
            : [$"text, because it is not known what '{known}' next to the numbers means; to read them, set affixes: {{'{known}': 1}}"];
    }

    private string Levels(Proposal best)
    {
        var words = LeftOver(best).Take(3).Select(word => $"'{Short(word.Value)}' ({word.Rows})");
        return $"{string.Join(", ", words)} next to values that are {Plural(best.Type)}: all are read as levels of a category";
    }

    private static string Plural(ColumnType type) => type switch
    {
        ColumnType.Number => "numbers",
        ColumnType.Date => "dates",
        _ => "true or false",
    };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private double ShareOf(Proposal proposal)
    {
        var present = evidence.Present - Missing(proposal).Sum(word => word.Rows);
        return present == 0 ? 0 : (double)proposal.Rows / present;
    }

    private string? RunnerUp(Proposal? chosen) =>
        proposals.FirstOrDefault(other => other.Reading != chosen?.Reading && other.Rows > 0) is { } next
            ? $"{next.Words} ({ShareOf(next):P1})"
            : null;

    /// <summary>The words that mean "no value" in the column when it is read this way, the most frequent first.</summary>
    private IReadOnlyList<ValueCount> Missing(Proposal? proposal)
    {
        if (proposal is null || !missingOf.TryGetValue(proposal, out var missing))
        {
            missing = ValueCount.Ordered(texts.Where(entry => IsMissing(entry.Key, proposal)));
            if (proposal is not null)
            {
                missingOf.Add(proposal, missing);
            }
        }

        return missing;
    }

    /// <summary>The texts that are neither read nor mean "no value", the most frequent first.</summary>
    private IReadOnlyList<ValueCount> LeftOver(Proposal proposal)
    {
        if (!leftOverOf.TryGetValue(proposal, out var leftOver))
        {
            var words = Missing(proposal).Select(word => word.Value).ToHashSet(StringComparer.Ordinal);
            leftOver = ValueCount.Ordered(texts.Where(entry => !words.Contains(entry.Key) && !proposal.Reads(entry.Key)));
            leftOverOf.Add(proposal, leftOver);
        }

        return leftOver;
    }

    /// <summary>
    /// Whether a text means "no value" in a column of a type. Some words never are a value; others are one in a column of words ("unknown"
    /// next to "yes" and "no"), but not among numbers or dates, unless the column reads them.
    /// </summary>
    internal static bool IsMissing(string text, ColumnType type, Func<string, bool> reads) =>
        MissingWords.IsCertain(text) || (type is ColumnType.Number or ColumnType.Date && MissingWords.IsProbable(text) && !reads(text));

    private static bool IsMissing(string text, Proposal? proposal) =>
        proposal is null ? MissingWords.IsCertain(text) : IsMissing(text, proposal.Type, proposal.Reads);
}
