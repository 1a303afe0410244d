using System.Globalization;

using Trestle.Core.Expressions;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel.Slices;

/// <summary>A condition on one column, in the expression language.</summary>
internal sealed record SliceCondition(string Column, string Text)
{
    private const int Parts = 4;
    private const int MostTexts = 10;
    private const int LongestText = 80;

    /// <summary>
    /// The conditions of a column that at least <paramref name="least"/> rows meet: quarters of numbers and dates (single values where
    /// there are at most four), the most frequent texts, and "no value".
    /// </summary>
    public static IEnumerable<SliceCondition> Of(CuratedColumn column, RowBlock rows, int least)
    {
        var position = rows.Schema.Find(column.Name);
        var name = $"\"{column.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        if (column.Kind == ColumnKind.Text)
        {
            var texts = rows.Texts(position).ToArray();
            return texts.OfType<string>().GroupBy(text => text, StringComparer.OrdinalIgnoreCase)
                .Where(level => level.Count() >= least && level.Key.Length <= LongestText).OrderByDescending(level => level.Count())
                .ThenBy(level => level.Key, StringComparer.Ordinal).Take(MostTexts)
                .Select(level => Condition($"{name} = '{level.Key.Replace("'", "''", StringComparison.Ordinal)}'"))
                .Concat(Missing(texts.Count(text => text is null)));
        }

        var numbers = rows.Numbers(position).ToArray();
        var missing = numbers.Count(double.IsNaN);
        var sorted = numbers.Where(double.IsFinite).Order().ToArray();
        double[] distinct = [.. sorted.Distinct().Take(Parts + 1)];
        if (distinct.Length <= Parts)
        {
            return (distinct.Length < 2 ? [] : distinct.Where(value => sorted.Count(other => other == value) >= least))
                .Select(value => Condition($"{name} = {Write(column, value)}")).Concat(Missing(missing));
        }

        double[] ends = [.. Enumerable.Range(1, Parts - 1).Select(part => sorted[sorted.Length * part / Parts]).Distinct()];
        return ends.Prepend(double.NegativeInfinity).Zip(ends.Append(double.PositiveInfinity))
            .Where(part => sorted.Count(value => value >= part.First && value < part.Second) >= least)
            .Select(part => Condition(string.Join(" and ", new[]
            {
                double.IsFinite(part.First) ? $"{name} >= {Write(column, part.First)}" : null,
                double.IsFinite(part.Second) ? $"{name} < {Write(column, part.Second)}" : null,
            }.OfType<string>()))).Concat(Missing(missing));

        SliceCondition Condition(string text) => new(column.Name, Expression.Parse(text).Text);

        IEnumerable<SliceCondition> Missing(int count) => count >= least ? [Condition($"{name} is null")] : [];
    }

    private static string Write(CuratedColumn column, double value) => column.Type switch
    {
        ColumnType.Boolean => value == 1 ? "true" : "false",
        ColumnType.Date => string.Create(
            CultureInfo.InvariantCulture, $"date '{DateTime.UnixEpoch.AddTicks((long)(value * TimeSpan.TicksPerMicrosecond)):s}'"),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
