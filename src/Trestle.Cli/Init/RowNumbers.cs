using Trestle.Core.Schema;

namespace Trestle.Cli.Init;

/// <summary>Columns that only number the rows: a model must not learn from them.</summary>
/// <param name="Ignored">The columns.</param>
internal sealed record RowNumbers(IReadOnlyList<string> Ignored)
{
    private const int FewRows = 10;

    /// <summary>
    /// The columns whose numbers go up by one from 0 or 1, in any order, without those that are named like identifiers, which may be a
    /// key, or like a time; and columns named like a numbering whose numbers never repeat.
    /// </summary>
    public static RowNumbers Of(Survey survey, string target) => new(
    [
        .. survey.Data.Columns
            .Where(column => column.Name != target && column.Missing == 0 && column.Type is ColumnType.Number or ColumnType.Text)
            .Where(column => ColumnNames.IsNumbering(column.Name)
                ? IsNumbering(survey, column, isNamed: true)
                : !ColumnNames.IsIdentifier(column.Name) && !ColumnNames.IsTime(column.Name) && IsNumbering(survey, column, isNamed: false))
            .Select(column => column.Name),
    ]);

    /// <summary>Whether a column numbers the rows.</summary>
    public static bool IsNumbering(Survey survey, ColumnPreview column, bool isNamed)
    {
        if (column.Missing > 0 || column.Distinct < 0.98 * survey.Data.Rows || survey.Data.Rows < FewRows)
        {
            return false;
        }

        double[] values = column.Type == ColumnType.Number
            ? survey.Numbers(column.Name)
            : survey.Texts(column.Name) is { } texts && column.Reading.Reading == "code"
                ? [.. texts.Counts.Keys.Select(text => long.TryParse(text, out var number) ? number : double.NaN)]
                : [];
        if (values.Length < FewRows || values.Any(value => double.IsNaN(value) || value % 1 != 0))
        {
            return false;
        }

        var (low, high) = (values.Min(), values.Max());
        var all = values.Distinct().Count() == values.Length;
        return all && (isNamed || (low is 0 or 1 && (high - low == values.Length - 1
            || (survey.Rows < survey.Data.Rows && high - low < survey.Data.Rows && values.Zip(values.Skip(1))
                .All(pair => pair.Second == pair.First + 1)))));
    }

    /// <summary>Adds the proposal.</summary>
    public void Give(List<Proposal> settings)
    {
        if (Ignored.Count > 0)
        {
            var names = string.Join(", ", Ignored.Select(Proposals.Quote));
            settings.Add(new Proposal(
                "ignore", Proposals.List(Ignored),
                $"{names} {(Ignored.Count == 1 ? "numbers" : "number")} the rows, which says nothing about the next one"));
        }
    }
}
