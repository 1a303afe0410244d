using Trestle.Core.Schema;

namespace Trestle.Cli.Init;

/// <summary>A column that identifies a row. A key that repeats would drop rows, so uniqueness is counted, not estimated.</summary>
/// <param name="Columns">The key; empty when there is none.</param>
/// <param name="Repeating">Columns that look like a key but repeat, with the number of rows that a key would drop.</param>
internal sealed record KeyAdvice(IReadOnlyList<string> Columns, IReadOnlyList<(string Column, long Rows)> Repeating)
{
    /// <summary>From this share of distinct values on, a column is worth counting exactly; a sketch is 1 % off.</summary>
    private const double NearlyUnique = 0.95;
    private const int MostCounted = 8;
    private const int LongestKey = 64;

    /// <summary>Rows from which on numbers that do not repeat say more than chance.</summary>
    private const int LeastNumbers = 20;

    /// <summary>Looks at all columns but the target and some others.</summary>
    public static KeyAdvice Of(Survey survey, string target, IReadOnlyCollection<string> others)
    {
        var repeating = new List<(string, long)>();
        var candidates = survey.Data.Columns
            .Where(column => column.Name != target && !others.Contains(column.Name) && CanIdentify(survey, column))
            .OrderByDescending(column => ColumnNames.IsIdentifier(column.Name))
            .Take(MostCounted);
        foreach (var column in candidates)
        {
            var repeated = survey.Repeated(column.Name);
            if (repeated == 0)
            {
                return new KeyAdvice([column.Name], repeating);
            }

            if (ColumnNames.IsIdentifier(column.Name))
            {
                repeating.Add((column.Name, repeated));
            }
        }

        return new KeyAdvice([], repeating);
    }

    /// <summary>Adds the proposal, and what is not proposed.</summary>
    public void Give(Survey survey, List<Proposal> settings, List<string> remarks)
    {
        if (Columns is [var column])
        {
            var verified = survey.Data.Whole
                ? $"no value repeats in {survey.Data.Extent}"
                : $"no value repeats in {survey.Data.Extent}; whether one repeats in the rest is not verified";
            settings.Add(new Proposal("key", Proposals.List(Columns), $"{Proposals.Quote(column)} identifies a row: {verified}"));
        }

        foreach (var (name, rows) in Repeating)
        {
            remarks.Add(
                $"{Proposals.Quote(name)} is not proposed as 'key': {Format.Count(rows)} of {survey.Data.Extent} "
                    + $"{(rows == 1 ? "repeats" : "repeat")} the value of an earlier row, and a key would drop "
                        + $"{(rows == 1 ? "it" : "them")}");
        }
    }

    private static bool CanIdentify(Survey survey, ColumnPreview column)
    {
        if (column.Missing > 0 || survey.Data.Rows < 2 || column.Distinct < NearlyUnique * survey.Data.Rows)
        {
            return false;
        }

        var isNamed = ColumnNames.IsIdentifier(column.Name);
        return column.Type switch
        {
            ColumnType.Text => survey.Texts(column.Name)!.Counts.Keys.Take(1000)
                .All(text => text.Length <= LongestKey && (isNamed || !text.Any(char.IsWhiteSpace))),
            ColumnType.Number => isNamed && survey.Data.Rows >= LeastNumbers && survey.Numbers(column.Name).All(value => value % 1 == 0),
            _ => false,
        };
    }
}
