using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>The inferred type of a column.</summary>
/// <param name="Type">The type.</param>
/// <param name="DecimalMark">The decimal mark, for numbers.</param>
/// <param name="Formats">The formats, for dates, the most frequent first.</param>
/// <param name="Note">A remark for people; null when everything is clear.</param>
/// <param name="Ambiguous">Whether the evidence allows two readings, so that a person has to decide.</param>
public sealed record InferredType(
    ColumnType Type, char DecimalMark = '.', IReadOnlyList<string>? Formats = null, string? Note = null, bool Ambiguous = false);

/// <summary>Decides the type of a raw column from what its texts parse as.</summary>
public static class TypeInference
{
    /// <summary>The share of its texts from which a column has a type; the rest breaks the contract.</summary>
    public const double Share = 0.95;

    /// <summary>The type that the evidence supports.</summary>
    public static InferredType Of(TypeEvidenceValue evidence)
    {
        var tally = evidence.Total();
        var enough = evidence.Present * Share;
        if (evidence.Present == 0)
        {
            return new InferredType(ColumnType.Text, Note: "every value is missing");
        }

        if (tally.Point >= enough || tally.Comma >= enough)
        {
            return Number(tally, enough);
        }

        if (tally.Number >= enough)
        {
            return new InferredType(ColumnType.Number, tally.Point >= tally.Comma ? '.' : ',', Ambiguous: true,
                Note: $"numbers in more than one locale: {tally.Point} rows with a decimal point, {tally.Comma} with a decimal comma");
        }

        if (tally.Boolean >= enough && evidence.Counts.Count <= 8)
        {
            return new InferredType(ColumnType.Boolean);
        }

        if (tally.Date >= enough)
        {
            return Date(tally, enough);
        }

        var mixed = tally.Number >= evidence.Present / 2
            ? $"{(double)tally.Number / evidence.Present:P1} of the values are numbers, too few for a number column"
            : null;
        return new InferredType(ColumnType.Text, Note: mixed);
    }

    private static InferredType Number(Tally tally, double enough)
    {
        if (tally.Point >= enough && tally.Comma >= enough && tally.Ambiguous > 0)
        {
            return new InferredType(
                ColumnType.Number, '.',
                Note: $"{tally.Ambiguous} values such as '1,234' can be read with a decimal point or a decimal comma; a point is assumed");
        }

        return new InferredType(ColumnType.Number, tally.Point >= enough ? '.' : ',');
    }

    /// <summary>The fewest formats, greedily by coverage, that together read enough of the values.</summary>
    private static InferredType Date(Tally tally, double enough)
    {
        // Of formats that differ only in padding, the one that reads most; the stricter one in a tie.
        var order = Enumerable.Range(0, tally.Dates.Count)
            .Where(format => tally.Dates[format] > 0)
            .GroupBy(Unpadded)
            .Select(alike => alike.MaxBy(format => tally.Dates[format]))
            .OrderByDescending(format => tally.Dates[format])
            .ToArray();
        var best = order[0];
        var rival = order.Skip(1).FirstOrDefault(format => tally.Dates[format] == tally.Dates[best] && Swapped(best, format), -1);
        if (rival >= 0)
        {
            return new InferredType(ColumnType.Date, Formats: [ValueParser.DateFormats[best]], Ambiguous: true,
                Note: $"every date can be read as {ValueParser.DateFormats[best]} or as {ValueParser.DateFormats[rival]}");
        }

        if (tally.Dates[best] >= enough)
        {
            return new InferredType(ColumnType.Date, Formats: [ValueParser.DateFormats[best]]);
        }

        var formats = order.Where(
            format => format == best || !order.Any(
                other => other != format && Swapped(format, other) && tally.Dates[other] >= tally.Dates[format])).ToArray();
        return new InferredType(ColumnType.Date, Formats: [.. formats.Select(format => ValueParser.DateFormats[format])],
            Note: $"dates have {formats.Length} formats: "
                + $"{string.Join(", ", formats.Select(format => $"{ValueParser.DateFormats[format]} ({tally.Dates[format]} rows)"))}");
    }

    private static string Unpadded(int format) => ValueParser.DateFormats[format].Replace("dd", "d").Replace("MM", "M").Replace("HH", "H");

    /// <summary>Whether two formats differ only in the order of day and month.</summary>
    private static bool Swapped(int a, int b) =>
        ValueParser.DateFormats[a] != ValueParser.DateFormats[b]
        && ValueParser.DateFormats[a].Replace("dd", "#").Replace("MM", "dd").Replace("#", "MM") == ValueParser.DateFormats[b];
}
