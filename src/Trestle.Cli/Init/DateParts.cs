using Trestle.Core.Schema;

namespace Trestle.Cli.Init;

/// <summary>Columns that together hold one date: its year, its month, and maybe its day and hour.</summary>
/// <param name="Columns">The columns, the year first.</param>
/// <param name="Name">A name for the date.</param>
internal sealed record DateParts(IReadOnlyList<string> Columns, string Name)
{
    private static readonly string[] YearWords = ["year", "yr", "yyyy", "jahr", "année", "annee", "año", "ano", "anno", "jaar"];
    private static readonly string[] MonthWords = ["month", "mon", "mnth", "mth", "mm", "monat", "mois", "mes", "mese", "mês", "maand"];
    private static readonly string[] DayWords = ["day", "dom", "dd", "tag", "jour", "día", "dia", "giorno", "dag", "mday"];
    private static readonly string[] HourWords = ["hour", "hr", "hh", "stunde", "heure", "hora", "ora", "uur"];
    private static readonly string[] Others = ["of", "the", "in", "number", "num", "no", "name", "abbr", "du", "de", "des", "der"];

    /// <summary>What to do, for people: there is no setting that joins columns.</summary>
    public string Words =>
        $"{string.Join(", ", Columns.SkipLast(1).Select(Proposals.Quote))} and {Proposals.Quote(Columns[^1])} are parts of one date, which "
        + "orders the rows. 'time' takes one column: write the date into a column of the source, such as "
        + $"{Proposals.Quote(Name)} in the form "
            + $"{(Columns.Count > 3 ? "yyyy-MM-dd HH:mm" : Columns.Count > 2 ? "yyyy-MM-dd" : "yyyy-MM")}, then set "
        + $"time: {Format.Plain(ConfigurationFile.Yaml(Name))}";

    /// <summary>The dates in parts; those with a year and a month at least.</summary>
    public static IReadOnlyList<DateParts> Of(Survey survey, string target)
    {
        var parts = survey.Data.Columns.Where(column => column.Name != target)
            .Select(column => (column.Name, Part: PartOf(survey, column)))
            .Where(column => column.Part != 0)
            .GroupBy(column => Rest(column.Name), StringComparer.Ordinal);
        var found = new List<DateParts>();
        foreach (var group in parts)
        {
            var best = group.DistinctBy(column => column.Part).OrderBy(column => column.Part).ToArray();
            var whole = best.TakeWhile((column, i) => column.Part == i + 1).Select(column => column.Name).ToArray();
            if (whole.Length >= 2)
            {
                var isDate = group.Key.Length == 0 || group.Key.EndsWith("date", StringComparison.Ordinal);
                found.Add(new DateParts(whole, group.Key.Length == 0 ? "date" : group.Key + (isDate ? "" : "_date")));
            }
        }

        return found;
    }

    /// <summary>1 for a year, 2 for a month, 3 for a day of a month, 4 for an hour; else 0.</summary>
    private static int PartOf(Survey survey, ColumnPreview column)
    {
        var words = ColumnNames.Words(column.Name);
        if (words.Contains("week") || words.Contains("weekday"))
        {
            return 0;
        }

        if (Has(words, DayWords))
        {
            return Within(survey, column, 1, 31) && !words.Contains("year") && column.Distinct > 7 ? 3 : 0;
        }

        return Has(words, YearWords) ? Within(survey, column, 1900, 2100) ? 1 : 0
            : Has(words, MonthWords) ? Within(survey, column, 1, 12) || AreNames(column) ? 2 : 0
            : Has(words, HourWords) && Within(survey, column, 0, 24) ? 4 : 0;
    }

    private static bool Has(string[] words, string[] known) => words.Any(known.Contains);

    private static bool AreNames(ColumnPreview column) => column is { Type: ColumnType.Text, Distinct: > 1 and <= 24 };

    private static bool Within(Survey survey, ColumnPreview column, double low, double high) =>
        column.Type is ColumnType.Number or ColumnType.Text && Values(survey, column) is { Length: > 0 } values
            && values.All(value => value >= low && value <= high && value % 1 == 0);

    /// <summary>The numbers; those of a code too, since days and months are padded ("01").</summary>
    private static double[] Values(Survey survey, ColumnPreview column) => column.Type == ColumnType.Number
        ? [.. survey.Histogram(column.Name).Select(entry => entry.Value)]
        : [.. survey.Texts(column.Name)!.Counts.Keys.Select(text => int.TryParse(text, out var number) ? number : -1.0)];

    /// <summary>The rest of a name without the words for a part.</summary>
    private static string Rest(string name) => string.Join('_', ColumnNames.Words(name)
        .Where(word => !YearWords.Contains(word) && !MonthWords.Contains(word) && !DayWords.Contains(word) && !HourWords.Contains(word)
            && !Others.Contains(word)));
}
