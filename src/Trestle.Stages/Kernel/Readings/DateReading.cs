using System.Globalization;

using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// Dates and times, in all formats of one order of day, month and year that occur, and in formats of other orders that cannot be
/// confused with them.
/// </summary>
internal sealed class DateReading : IReading
{
    private const double MixedShare = 0.01;

    // 1600 and 2300: no time of our calendar that a table of measurements or people has.
    private static readonly double FirstMoment = (new DateTime(1600, 1, 1) - DateTime.UnixEpoch).TotalMicroseconds;
    private static readonly double LastMoment = (new DateTime(2300, 1, 1) - DateTime.UnixEpoch).TotalMicroseconds;

    /// <inheritdoc/>
    public string Name => "date";

    /// <inheritdoc/>
    public ReadingTally Start() => new Tally();

    /// <inheritdoc/>
    public Proposal? Propose(ReadingTally tally, ColumnEvidenceValue evidence)
    {
        var found = (Tally)tally;
        if (found.Any == 0)
        {
            return null;
        }

        var orders = found.Orders.OrderByDescending(entry => entry.Value).ThenBy(entry => Preference(entry.Key)).ToArray();
        var proposal = Form(orders[0].Key, found, evidence);
        var rival = orders.Skip(1).Where(entry => entry.Value == orders[0].Value)
            .Select(entry => Form(entry.Key, found, evidence))
            .FirstOrDefault(other => AreRivals(proposal, other) && GiveOtherValues(proposal, other, evidence));
        return rival is null ? proposal : proposal with
        {
            Rival = new Rival(
                $"every date can be read as {proposal.Formats[0]} or as {rival.Formats[0]}", Custom(proposal.Formats[0]),
                Custom(rival.Formats[0]), rival),
        };
    }

    /// <summary>The convention that a date format follows.</summary>
    public static Convention Custom(string format) => DateFormats.Order(format) switch
    {
        ['d', 'M', ..] => Convention.DayFirst,
        ['M', 'd', ..] => Convention.MonthFirst,
        ['y', ..] => Convention.YearFirst,
        _ => Convention.None,
    };

    private Proposal Form(string order, Tally found, ColumnEvidenceValue evidence)
    {
        var formats = Cover(order, found, evidence);
        var rows = formats.All(format => DateFormats.Order(format) == order) ? found.Orders[order] : found.Any;
        var swapped = found.Any - rows;
        var isMixed = swapped > 0 && swapped >= MixedShare * evidence.Present;
        return new Proposal
        {
            Reading = Name,
            Type = ColumnType.Date,
            Words = $"date, {string.Join(" or ", formats)}",
            Rows = isMixed ? found.Any : rows,
            Rank = 3,
            Reads = text => ValueParser.TryDate(text, isMixed ? DateFormats.All : formats, out _),
            Formats = formats,
            Note = Notes(formats, evidence),
            Doubt = isMixed
                ? $"{swapped} dates can only be read with day and month in another order than the others"
                : OtherCalendar(formats, evidence) ?? OtherCentury(formats, evidence),
        };
    }

    private static string? Notes(List<string> formats, ColumnEvidenceValue evidence)
    {
        var zoned = formats.Any(format => format.Contains('K'));
        var local = zoned ? Local(formats, evidence) : 0;
        string[] named = zoned ? [.. evidence.Counts.Keys.Select(DateFormats.NamedZone).OfType<string>().Distinct().Order()] : [];
        string[] notes =
        [
            .. formats.Count < 2 ? [] : new[] { $"dates have {formats.Count} formats: {string.Join(", ", formats)}" },
            .. local == 0 ? [] : new[] { $"{local} times have no offset from UTC, others have: they are UTC, unless time-zone is set" },
            .. named.Length == 0 ? [] : new[] { $"zones are read by their names: {string.Join(", ", named)}" },
            .. formats.Any(HasShortYear) ? new[] { "of two digits, 00 to 49 are the years 2000 to 2049, 50 to 99 are 1950 to 1999" } : [],
        ];
        return notes.Length == 0 ? null : string.Join("; ", notes);
    }

    /// <summary>Rows with a time without a zone, where other rows have one.</summary>
    private static long Local(List<string> formats, ColumnEvidenceValue evidence)
    {
        var read = evidence.Counts.Where(text => ValueParser.TryDate(text.Key, formats, out _)).ToArray();
        var local = read.Where(text => DateFormats.IsLocal(text.Key, formats)).Sum(text => text.Value);
        return local < read.Sum(text => text.Value) ? local : 0;
    }

    private static bool HasShortYear(string format) =>
        format.Contains("yy", StringComparison.Ordinal) && !format.Contains("yyyy", StringComparison.Ordinal);

    /// <summary>A question where most years are none of ours: the Buddhist year 2564 is 2021, the Persian year 1400 too.</summary>
    private static string? OtherCalendar(List<string> formats, ColumnEvidenceValue evidence)
    {
        long rows = 0, strange = 0;
        var (first, last) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var (text, count) in evidence.Counts)
        {
            if (ValueParser.TryDate(text, formats, out var moment))
            {
                rows += count;
                strange += moment < FirstMoment || moment >= LastMoment ? count : 0;
                (first, last) = (Math.Min(first, moment), Math.Max(last, moment));
            }
        }

        return strange * 2 <= rows ? null
            : $"the dates lie between {DateFormats.Print(first, "yyyy-MM-dd")} and {DateFormats.Print(last, "yyyy-MM-dd")}: "
                + "if these are years of another calendar, convert them in the source";
    }

    /// <summary>
    /// A question where years of two digits lie on both sides of where the century changes, 2049 and 1950: the dates of birth of one table,
    /// or the ends of its contracts, are then a hundred years apart.
    /// </summary>
    private static string? OtherCentury(List<string> formats, ColumnEvidenceValue evidence)
    {
        string[] shortened = [.. formats.Where(HasShortYear)];
        int[] years = shortened.Length == 0 ? [] :
        [
            .. evidence.Counts.Keys
                .Select(text => ValueParser.TryDate(text, shortened, out var moment) ? moment : double.NaN)
                .Where(moment => moment >= FirstMoment && moment < LastMoment)
                .Select(moment => DateTime.UnixEpoch.AddMicroseconds(moment).Year),
        ];
        var (before, after) = (years.Where(year => year is >= 2045 and <= 2049), years.Where(year => year is >= 1950 and <= 1954));
        return before.Any() && after.Any()
            ? $"of two digits, {before.Max() % 100} is read as {before.Max()} and {after.Min() % 100} as {after.Min()}: if these years are "
                + "near each other, write years with four digits in the source"
            : null;
    }

    /// <summary>
    /// The fewest formats, greedily by rows, that read all texts which formats of this order, or of an order that is not confused with
    /// it, can read.
    /// </summary>
    private static List<string> Cover(string order, Tally found, ColumnEvidenceValue evidence)
    {
        var usable = Enumerable.Range(0, DateFormats.All.Count).Where(format => found.Formats[format] > 0).ToList();
        var own = usable.Where(format => DateFormats.Order(DateFormats.All[format]) == order).ToArray();
        usable.RemoveAll(format => !own.Contains(format)
            && own.Any(mine => DateFormats.Rival(DateFormats.All[mine], DateFormats.All[format])));

        var open = Matches(evidence, usable);
        var formats = new List<string>();
        while (open.Count > 0)
        {
            var gain = new long[DateFormats.All.Count];
            foreach (var (rows, matching) in open)
            {
                foreach (var format in matching)
                {
                    gain[format] += rows;
                }
            }

            var best = usable
                .OrderByDescending(format => own.Contains(format) && gain[format] > 0)
                .ThenByDescending(format => gain[format])
                .ThenBy(format => format).First();
            formats.Add(DateFormats.All[best]);
            open.RemoveAll(text => text.Matching.Contains(best));
        }

        AddBeyond(formats, usable, found, evidence);
        return formats;
    }

    /// <summary>
    /// Adds formats of texts beyond the remembered ones; a format is needed unless a chosen one of its order reads at least as many of
    /// them. One of another order is added if it cannot be confused with those chosen, nor with one that reads as many.
    /// </summary>
    private static void AddBeyond(List<string> formats, List<int> usable, Tally found, ColumnEvidenceValue evidence)
    {
        if (!evidence.Overflowed)
        {
            return;
        }

        var beyond = found.Formats.ToArray();
        foreach (var (rows, matching) in Matches(evidence, usable))
        {
            foreach (var format in matching)
            {
                beyond[format] -= rows;
            }
        }

        bool Covers(int chosen, int format) => beyond[chosen] >= beyond[format]
            && DateFormats.SameOrder(DateFormats.All[chosen], DateFormats.All[format]) && formats.Contains(DateFormats.All[chosen]);
        bool Confuses(int other, int format) => DateFormats.Rival(DateFormats.All[other], DateFormats.All[format])
            && (formats.Contains(DateFormats.All[other]) || beyond[other] == beyond[format]);

        foreach (var format in usable.OrderByDescending(format => beyond[format]).ThenBy(format => format))
        {
            if (beyond[format] > 0 && !usable.Any(other => Covers(other, format) || Confuses(other, format)))
            {
                formats.Add(DateFormats.All[format]);
            }
        }
    }

    /// <summary>The rows of each remembered text, and the formats among the usable ones that read it.</summary>
    private static List<(long Rows, int[] Matching)> Matches(ColumnEvidenceValue evidence, IReadOnlyList<int> usable)
    {
        Span<int> matches = stackalloc int[DateFormats.MostMatches];
        var all = new List<(long Rows, int[] Matching)>();
        foreach (var (text, rows) in evidence.Counts)
        {
            int[] matching = [.. matches[..DateFormats.Matching(text, matches)].ToArray().Intersect(usable)];
            if (matching.Length > 0)
            {
                all.Add((rows, matching));
            }
        }

        return all;
    }

    private static bool AreRivals(Proposal a, Proposal b) =>
        a.Formats.Any(mine => b.Formats.Any(other => DateFormats.Rival(mine, other)));

    private static bool GiveOtherValues(Proposal a, Proposal b, ColumnEvidenceValue evidence) => evidence.Counts.Keys.Any(text =>
        ValueParser.TryDate(text, a.Formats, out var mine) && ValueParser.TryDate(text, b.Formats, out var other) && mine != other);

    /// <summary>Where the texts do not decide, the order that a person is shown first.</summary>
    private static int Preference(string order) => order.Length == 0 ? 3 : "ydM".IndexOf(order[0]);

    private sealed class Tally : ReadingTally
    {
        private const int FirstYear = 1900;
        private const int LastYear = 2100;

        private readonly long[] formats = new long[DateFormats.All.Count];
        private readonly Dictionary<string, long> orders = new(StringComparer.Ordinal);
        private Likeness? likeness;

        /// <summary>Rows that some format reads.</summary>
        public long Any { get; private set; }

        /// <summary>Rows that each format of <see cref="DateFormats.All"/> reads.</summary>
        public IReadOnlyList<long> Formats => formats;

        /// <summary>Rows that some format of an order reads.</summary>
        public IReadOnlyDictionary<string, long> Orders => orders;

        public override bool Add(string text, long rows)
        {
            if (!DateFormats.CouldBeDate(text) || IsNoYear(text))
            {
                return false;
            }

            if (likeness?.Reads(text) == true)
            {
                Count(likeness.Matches, rows);
                return true;
            }

            Span<int> matches = stackalloc int[DateFormats.MostMatches];
            matches = matches[..DateFormats.Matching(text, matches)];
            likeness = Likeness.Of(text, matches) ?? likeness;
            Count(matches, rows);
            return matches.Length > 0;
        }

        private void Count(ReadOnlySpan<int> matches, long rows)
        {
            string? last = null;
            foreach (var format in matches)
            {
                formats[format] += rows;
                var order = Order[format];
                if (order != last && !SeenBefore(matches, format, order))
                {
                    orders[order] = orders.GetValueOrDefault(order) + rows;
                }

                last = order;
            }

            Any += matches.Length > 0 ? rows : 0;
        }

        public override void Merge(ReadingTally other)
        {
            var tally = (Tally)other;
            Any += tally.Any;
            foreach (var (order, rows) in tally.orders)
            {
                orders[order] = orders.GetValueOrDefault(order) + rows;
            }

            for (var i = 0; i < formats.Length; i++)
            {
                formats[i] += tally.formats[i];
            }
        }

        private static readonly string[] Order = [.. DateFormats.All.Select(DateFormats.Order)];

        private static bool SeenBefore(ReadOnlySpan<int> matches, int format, string order)
        {
            foreach (var earlier in matches)
            {
                if (earlier == format)
                {
                    return false;
                }

                if (Order[earlier] == order)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Whether a text of digits alone is no date of our time: then it is a number.</summary>
        private static bool IsNoYear(string text) =>
            text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0
            && (text.Length < 8 || int.Parse(text.AsSpan(0, 4), CultureInfo.InvariantCulture) is < FirstYear or > LastYear);
    }

    /// <summary>
    /// A date with the year in front, and the formats that read it. Another date with its digits and marks at the same places is read by
    /// the same formats if by one: most columns of dates look alike from the first row to the last.
    /// </summary>
    private sealed class Likeness(string model, int[] matches)
    {
        private const int YearDigits = 4;

        private readonly string[] format = [DateFormats.All[matches[0]]];

        public int[] Matches { get; } = matches;

        public static Likeness? Of(string text, ReadOnlySpan<int> matches)
        {
            if (matches.IsEmpty || text.Length <= YearDigits || char.IsAsciiDigit(text[YearDigits])
                || text.AsSpan(0, YearDigits).ContainsAnyExceptInRange('0', '9'))
            {
                return null;
            }

            foreach (var match in matches)
            {
                if (DateFormats.Order(DateFormats.All[match]) != "yMd")
                {
                    return null;
                }
            }

            return new Likeness(text, matches.ToArray());
        }

        public bool Reads(string text)
        {
            if (text.Length != model.Length)
            {
                return false;
            }

            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] != model[i] && !(char.IsAsciiDigit(text[i]) && char.IsAsciiDigit(model[i])))
                {
                    return false;
                }
            }

            return ValueParser.TryDate(text, format, out _);
        }
    }
}
