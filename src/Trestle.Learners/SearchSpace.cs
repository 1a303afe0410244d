using System.Text.Json.Serialization;

namespace Trestle.Learners;

/// <summary>Values of a learner's parameters, by name. Equal by value; printed and saved in the order of the names.</summary>
public sealed class Parameters(IEnumerable<KeyValuePair<string, double>> values)
    : SortedDictionary<string, double>(Copy(values), StringComparer.Ordinal)
{
    /// <summary>No parameters: the learner's defaults.</summary>
    public static Parameters None { get; } = new([]);

    /// <summary>The value of a parameter, or a default.</summary>
    public double Get(string name, double otherwise) => TryGetValue(name, out var value) ? value : otherwise;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", this.Select(entry => FormattableString.Invariant($"{entry.Key}={entry.Value:G6}")));

    private static Dictionary<string, double> Copy(IEnumerable<KeyValuePair<string, double>> values) => values.ToDictionary();
}

/// <summary>One parameter that may be tuned.</summary>
/// <param name="Name">Its name, as in the learner's own documentation.</param>
/// <param name="Low">Smallest value that is tried.</param>
/// <param name="High">Largest value that is tried.</param>
/// <param name="Default">A good value to start with.</param>
/// <param name="Log">Whether it is searched by its logarithm.</param>
/// <param name="Whole">Whether it is a whole number.</param>
/// <param name="Least">Where a search that widens the range stops; null for <paramref name="Low"/>.</param>
/// <param name="Most">Where a search that widens the range stops; null for <paramref name="High"/>.</param>
public sealed record Dimension(
    string Name, double Low, double High, double Default, bool Log = false, bool Whole = false, double? Least = null, double? Most = null)
{
    private const double Tiny = 1e-9;

    /// <summary>Values that make a difference are multiples of this, such as a tenth for a share of ten features; 0 for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Step { get; init; }

    /// <summary>The value at <paramref name="position"/>, 0 (low) to 1 (high).</summary>
    public double At(double position) => Snap(Value(position), Low, High);

    /// <summary>The value at a position that may be outside the range, within <see cref="Least"/> and <see cref="Most"/>.</summary>
    public double Beyond(double position) => Snap(Value(position), Least ?? Low, Most ?? High);

    /// <summary>The position of a value: 0 at the lower end of the range, 1 at the upper.</summary>
    public double Position(double value) => High <= Low ? 0
        : Log ? Math.Log(value / Low) / Math.Log(High / Low)
        : (value - Low) / (High - Low);

    /// <summary>The nearest value of the range.</summary>
    public double Within(double value) => Snap(value, Low, High);

    private double Value(double position) => Log ? Low * Math.Pow(High / Low, position) : Low + ((High - Low) * position);

    /// <summary>The nearest value within limits; a multiple of the step where one is within them.</summary>
    private double Snap(double value, double low, double high)
    {
        if (Step == 0)
        {
            return Math.Clamp(Whole ? Math.Round(value, MidpointRounding.AwayFromZero) : value, low, high);
        }

        var (least, most) = (Math.Ceiling((low / Step) - Tiny), Math.Floor((high / Step) + Tiny));
        return least > most
            ? Math.Clamp(value, low, high)
            : Math.Clamp(Math.Clamp(Math.Round(value / Step, MidpointRounding.AwayFromZero), least, most) * Step, low, high);
    }
}

/// <summary>The parameters that may be tuned; empty for a learner that has none.</summary>
public sealed record SearchSpace(IReadOnlyList<Dimension> Dimensions)
{
    /// <summary>Nothing to tune.</summary>
    public static SearchSpace Empty { get; } = new([]);

    /// <summary>All parameters at their defaults.</summary>
    public Parameters Defaults => new(Dimensions.Select(dimension => KeyValuePair.Create(dimension.Name, dimension.Default)));

    /// <summary>The defaults with some values in their place, moved into the range of each parameter; other names are ignored.</summary>
    public Parameters With(params IEnumerable<KeyValuePair<string, double>> values)
    {
        var own = values.ToDictionary();
        return new Parameters(Dimensions.Select(dimension => KeyValuePair.Create(
            dimension.Name, own.TryGetValue(dimension.Name, out var value) ? dimension.Within(value) : dimension.Default)));
    }

    /// <summary>A point drawn uniformly from the space.</summary>
    public Parameters Draw(Random random) =>
        new(Dimensions.Select(dimension => KeyValuePair.Create(dimension.Name, dimension.At(random.NextDouble()))));
}
