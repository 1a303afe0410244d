using System.Globalization;

namespace Trestle.Rows.Keyed;

/// <summary>The rows of one key of a keyed table with times.</summary>
/// <param name="Key">The values of its key: numbers, and texts; none where the whole table is one series.</param>
/// <param name="Times">The times of its rows, ascending.</param>
/// <param name="Values">The values of a column; NaN for none.</param>
public sealed record KeyedSeries(IReadOnlyList<object> Key, double[] Times, double[] Values)
{
    /// <summary>The key for people.</summary>
    public string Name => string.Join(
        ", ", Key.Select(value => value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : (string)value));
}
