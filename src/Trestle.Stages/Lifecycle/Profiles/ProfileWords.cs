using System.Globalization;

using Trestle.Stages.Curate;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>How a profile is told to people.</summary>
public static class ProfileWords
{
    private const int ShownWords = 5;

    /// <summary>The figures of a column, line by line.</summary>
    public static IEnumerable<string> Figures(ProfiledColumn column)
    {
        if (column.Numbers is { } numbers)
        {
            yield return $"{Number(numbers.Min)} to {Number(numbers.Max)}, median {Number(numbers.Median)}, "
                + $"mean {Number(numbers.Mean)}";
            if (numbers.Deviation is { } deviation)
            {
                yield return $"deviation {Number(deviation)}, middle half {Number(numbers.Q25)} to {Number(numbers.Q75)}"
                    + (numbers.Skewness is { } skewness ? $", skewness {Number(skewness)}" : "");
            }
        }

        if (column.Dates is { } dates)
        {
            yield return $"{dates.First} to {dates.Last}, median {dates.Median}";
        }

        if (column.Texts is { } texts)
        {
            var mean = texts.MeanLength.ToString("0.#", CultureInfo.InvariantCulture);
            yield return texts.Shortest == texts.Longest ? Format.Count(texts.Shortest, "character")
                : $"{texts.Shortest} to {Format.Count(texts.Longest, "character")}, mean {mean}";
        }
    }

    /// <summary>What is remarkable about a column, line by line.</summary>
    public static IEnumerable<string> Remarks(ProfiledColumn column)
    {
        if (column.Unread > 0)
        {
            yield return $"{Format.Count(column.Unread, "row")} cannot be read";
        }

        if (column.MissingWords.Count > 0)
        {
            yield return "no value: " + Format.Some(
                [.. column.MissingWords.Select(word => $"'{word.Value}' ({Format.Count(word.Rows)})")], ShownWords);
        }

        foreach (var value in column.Disguised.Take(ShownWords))
        {
            yield return $"perhaps no value: {(value.Value is null ? "a value that is not shown" : $"'{value.Value}'")} "
                + $"({Format.Count(value.Rows, "row")}), {value.Reason}";
        }

        if (column.Numbers is { Outliers: > 0 } numbers)
        {
            yield return $"{Format.Count(numbers.Outliers.Value, "outlier")} beyond 1.5 times the distance of the quartiles"
                + (numbers.FarOutliers > 0 ? $", {Format.Count(numbers.FarOutliers.Value)} of them beyond 3 times" : "");
        }

        foreach (var note in column.Notes)
        {
            yield return note;
        }
    }

    /// <summary>A number of a column: whole ones with all their digits, others with five that count.</summary>
    private static string Number(double value) =>
        (value == Math.Floor(value) && Math.Abs(value) < 1e15) || Math.Abs(value) is >= 1e5 and < 1e15
            ? Format.Count((long)Math.Round(value)) : Format.Short(value);

    /// <summary>The measure of an association.</summary>
    public static string Of(Association pair) => pair.Measure switch
    {
        "cramers-v" => "Cramér's V",
        "correlation-ratio" => "correlation ratio",
        _ => "correlation",
    };

    /// <summary>A kind of personal data.</summary>
    public static string Of(PersonalData kind) => CatalogueBuilder.Words(kind);
}
