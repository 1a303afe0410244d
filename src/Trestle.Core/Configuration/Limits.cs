using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Trestle.Core.Configuration;

/// <summary>The allowed range of a value, from <see cref="RangeAttribute"/>; null for an end without a limit.</summary>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="AboveMin">Whether <paramref name="Min"/> itself is refused.</param>
/// <param name="BelowMax">Whether <paramref name="Max"/> itself is refused.</param>
internal sealed record Limits(IComparable? Min, IComparable? Max, bool AboveMin = false, bool BelowMax = false)
{
    /// <summary>No limit.</summary>
    public static Limits None { get; } = new(null, null);

    /// <summary>
    /// The limits from a property's attribute, read by the scalar that they limit; the type's own ends are not limits.
    /// </summary>
    public static Limits Of(PropertyInfo property, Func<string, object?> read, IComparable lowest, IComparable highest)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range)
        {
            return None;
        }

        var min = End(range.Minimum);
        var max = End(range.Maximum);
        return new Limits(
            min.CompareTo(lowest) <= 0 && !range.MinimumIsExclusive ? null : min,
            max.CompareTo(highest) >= 0 && !range.MaximumIsExclusive ? null : max,
            range.MinimumIsExclusive,
            range.MaximumIsExclusive);

        IComparable End(object end)
        {
            var text = Convert.ToString(end, System.Globalization.CultureInfo.InvariantCulture)!;
            return end.GetType() == lowest.GetType() ? (IComparable)end
                : read(text) as IComparable
                ?? throw new InvalidOperationException(
                    $"{property.DeclaringType}.{property.Name}: the range's end {text} is not a {lowest.GetType().Name}");
        }
    }

    /// <summary>Whether a value is within the limits; NaN never is.</summary>
    public bool Hold(object value) =>
        (Min is null || Min.CompareTo(value) < (AboveMin ? 0 : 1)) &&
        (Max is null || Max.CompareTo(value) > (BelowMax ? 0 : -1));

    /// <summary>Such as " from 1 to 10"; empty without limits.</summary>
    public string Words(Func<object, string> print) => (Min, Max) switch
    {
        (null, null) => "",
        (not null, null) => $" {(AboveMin ? "greater than" : "of at least")} {print(Min)}",
        (null, not null) => $" {(BelowMax ? "less than" : "of at most")} {print(Max)}",
        _ when AboveMin || BelowMax =>
            $" {(AboveMin ? "greater than" : "of at least")} {print(Min)} and {(BelowMax ? "less than" : "at most")} {print(Max)}",
        _ => $" from {print(Min)} to {print(Max)}",
    };
}
