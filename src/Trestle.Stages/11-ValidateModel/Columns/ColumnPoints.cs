using System.Globalization;

namespace Trestle.Stages.ValidateModel.Columns;

/// <summary>The values of a column at which its effect is computed: numbers in ascending order, or categories.</summary>
internal sealed record ColumnPoints
{
    private const int MostNumbers = 20;
    private const int MostCategories = 12;
    private const int LeastRows = 5;

    private ColumnPoints()
    {
    }

    /// <summary>The numbers; empty for categories.</summary>
    public IReadOnlyList<double> Numbers { get; private init; } = [];

    /// <summary>The categories, null for "no value"; empty for numbers.</summary>
    public IReadOnlyList<string?> Categories { get; init; } = [];

    /// <summary>How many there are.</summary>
    public int Count => Math.Max(Numbers.Count, Categories.Count);

    /// <summary>Names of the categories for people; empty for numbers.</summary>
    public IReadOnlyList<string> Names => [.. Categories.Select(name => name ?? "(missing)")];

    /// <summary>
    /// The points of a column in some rows. Numbers: all values where there are at most 21, otherwise the ends of twenty parts of about
    /// equally many rows, each a value that occurs. Texts: the twelve most frequent that at least five rows have, in ordinal order. Null
    /// where fewer than two remain, so that nothing can change.
    /// </summary>
    public static ColumnPoints? Of(RowBlock rows, int column)
    {
        if (rows.Schema[column].Kind == ColumnKind.Number)
        {
            var sorted = rows.Numbers(column).ToArray().Where(double.IsFinite).Order().ToArray();
            double[] distinct = [.. sorted.Distinct()];
            double[] ends = distinct.Length <= MostNumbers + 1 ? distinct
                : [.. Enumerable.Range(0, MostNumbers + 1).Select(part => sorted[(sorted.Length - 1) * part / MostNumbers]).Distinct()];
            return ends.Length < 2 ? null : new ColumnPoints { Numbers = ends };
        }

        string?[] levels =
        [
            .. rows.Texts(column).ToArray().GroupBy(text => text ?? "\0", StringComparer.Ordinal).Where(level => level.Count() >= LeastRows)
                .OrderByDescending(level => level.Count()).ThenBy(level => level.Key, StringComparer.Ordinal).Take(MostCategories)
                .Select(level => level.First()).Order(StringComparer.Ordinal),
        ];
        return levels.Length < 2 ? null : new ColumnPoints { Categories = levels };
    }

    /// <summary>The points as numbers: of categories their places.</summary>
    public IReadOnlyList<double> Places => Numbers.Count > 0 ? Numbers : [.. Enumerable.Range(0, Count).Select(place => (double)place)];

    /// <summary>
    /// The place of each row: of a number the first point that is not below it, but never 0, which has no step before it; of a category
    /// its own. −1 where there is none.
    /// </summary>
    public int[] PlaceOf(RowBlock rows, int column)
    {
        var places = new int[rows.Rows];
        for (var row = 0; row < places.Length; row++)
        {
            places[row] = Numbers.Count > 0 ? PlaceOf(rows.Numbers(column)[row]) : Find(rows.Texts(column)[row]);
        }

        return places;
    }

    /// <summary>The rows with the value of a point in the column.</summary>
    public RowBlock Set(RowBlock rows, int column, int point) => Set(rows, column, _ => point);

    /// <summary>The rows with values of points in the column.</summary>
    public RowBlock Set(RowBlock rows, int column, Func<int, int> pointOf) => rows.With(column, Numbers.Count > 0
        ? Enumerable.Range(0, rows.Rows).Select(row => Numbers[pointOf(row)]).ToArray()
        : Enumerable.Range(0, rows.Rows).Select(row => Categories[pointOf(row)]).ToArray());

    private int PlaceOf(double value)
    {
        if (!double.IsFinite(value))
        {
            return -1;
        }

        for (var point = 1; point < Numbers.Count; point++)
        {
            if (value <= Numbers[point])
            {
                return point;
            }
        }

        return Numbers.Count - 1;
    }

    private int Find(string? text)
    {
        for (var place = 0; place < Categories.Count; place++)
        {
            if (string.Equals(Categories[place], text, StringComparison.Ordinal))
            {
                return place;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override string ToString() => Numbers.Count > 0
        ? string.Join(", ", Numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))
        : string.Join(", ", Names);
}
