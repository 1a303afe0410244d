using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Trestle.Rows.Steps.Forms;

/// <summary>The numbering plan of a region.</summary>
internal sealed class PhonePlan
{
    private readonly HashSet<int> lengths;
    private readonly Lazy<Regex> national;
    private readonly Lazy<Regex?> abroad;

    /// <summary>A plan as <see cref="PhoneTable"/> writes it.</summary>
    public PhonePlan(string entry)
    {
        var fields = entry.Split(' ');
        (Region, Code, Trunk) = (fields[0], fields[1], fields[3] == "-" ? "" : fields[3]);
        lengths = [.. fields[4].Split(',').SelectMany(Lengths)];
        national = new Lazy<Regex>(() => Pattern($@"\A(?:{fields[5]})\z"));
        abroad = new Lazy<Regex?>(() => fields[2] == "-" ? null : Pattern($@"\A(?:{fields[2]})"));
    }

    /// <summary>The region, by its code of ISO 3166-1; 001 for services of the whole world.</summary>
    public string Region { get; }

    /// <summary>The calling code.</summary>
    public string Code { get; }

    /// <summary>What stands before national numbers and is not part of them; empty when nothing does.</summary>
    public string Trunk { get; }

    /// <summary>The national number of digits that may begin with the trunk prefix; null when there can be no such number.</summary>
    public string? National(string digits)
    {
        if (Trunk.Length > 0 && digits.StartsWith(Trunk, StringComparison.Ordinal) && Fits(digits[Trunk.Length..]))
        {
            return digits[Trunk.Length..];
        }

        return Fits(digits) ? digits : null;
    }

    /// <summary>How many digits at the beginning say that a number of another country follows; 0 when none do.</summary>
    public int Abroad(string digits) => abroad.Value?.Match(digits) is { Success: true, Length: var length } ? length : 0;

    private bool Fits(string digits) => lengths.Contains(digits.Length) && national.Value.IsMatch(digits);

    private static IEnumerable<int> Lengths(string range) => range.Split('-') is [var first, var last]
        ? Enumerable.Range(Number(first), Number(last) - Number(first) + 1)
        : [Number(range)];

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
}

/// <summary>The numbering plans of all regions.</summary>
internal static class PhonePlans
{
    private const int LongestCode = 3;

    private static readonly PhonePlan[] All =
    [
        .. PhoneTable.Entries.ReplaceLineEndings("").Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => new PhonePlan(entry)),
    ];

    private static readonly FrozenDictionary<string, PhonePlan> ByRegion =
        All.Where(plan => plan.Region.Length == 2).ToFrozenDictionary(plan => plan.Region, StringComparer.OrdinalIgnoreCase);

    /// <summary>The first plan of a code is that of its main region.</summary>
    private static readonly FrozenDictionary<string, PhonePlan[]> ByCode =
        All.GroupBy(plan => plan.Code).ToFrozenDictionary(plans => plans.Key, plans => plans.ToArray(), StringComparer.Ordinal);

    /// <summary>The plan of a region; null when there is none.</summary>
    public static PhonePlan? Of(string? region) => region is null ? null : ByRegion.GetValueOrDefault(region);

    /// <summary>The number of digits that begin with a calling code, in the form of E.164; null when there can be no such number.</summary>
    public static string? International(string digits)
    {
        for (var length = 1; length <= LongestCode && length < digits.Length; length++)
        {
            if (ByCode.TryGetValue(digits[..length], out var plans))
            {
                return plans.Select(plan => plan.National(digits[length..])).FirstOrDefault(number => number is not null) is { } number
                    ? $"+{digits[..length]}{number}"
                    : null;
            }
        }

        return null;
    }
}
