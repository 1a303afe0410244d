using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

using Trestle.Core.Schema;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>How often the clocks of a zone show a time.</summary>
public enum ClockTime
{
    /// <summary>Once, or the zone does not matter.</summary>
    Usual,

    /// <summary>Never: they were put forward over it.</summary>
    Skipped,

    /// <summary>Twice: they were put back over it.</summary>
    Repeated,
}

/// <summary>Converts times of the clocks of a zone to UTC.</summary>
public sealed class ZoneClock
{
    private const int FirstYear = 1900;
    private const int LastYear = 2100;

    private static readonly ConditionalWeakTable<ZoneRules, ZoneClock> Known = [];

    // The first change is at the beginning of time.
    private readonly long[] starts;
    private readonly long[] offsets;

    private ZoneClock(ZoneRules rules)
    {
        var changes = rules.Changes.Split(' ').Select(change => change.Split('=')).ToArray();
        starts = [.. changes.Select(change => change.Length == 1 ? long.MinValue : DateTime.UnixEpoch.Ticks + Ticks(change[0]))];
        offsets = [.. changes.Select(change => Ticks(change[^1]))];
    }

    /// <summary>The clock of rules.</summary>
    public static ZoneClock Of(ZoneRules rules) => Known.GetValue(rules, static rules => new ZoneClock(rules));

    /// <summary>
    /// The rules of a zone from 1900 to 2100, as this machine knows them; null when it knows no such zone. They serve everywhere.
    /// </summary>
    public static ZoneRules? Find(string name)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return null;
        }

        var day = new DateTime(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var offset = zone.GetUtcOffset(day);
        var text = new StringBuilder(Seconds(offset.Ticks));
        for (; day.Year < LastYear; day = day.AddDays(1))
        {
            var next = day.AddDays(1);
            if (zone.GetUtcOffset(next) == offset)
            {
                continue;
            }

            var (before, after) = (day, next);
            while ((after - before).Ticks > TimeSpan.TicksPerSecond)
            {
                var middle = before.AddSeconds(Math.Floor((after - before).TotalSeconds / 2));
                (before, after) = zone.GetUtcOffset(middle) == offset ? (middle, after) : (before, middle);
            }

            offset = zone.GetUtcOffset(after);
            text.Append(' ').Append(Seconds((after - DateTime.UnixEpoch).Ticks)).Append('=').Append(Seconds(offset.Ticks));
        }

        return new ZoneRules(name, text.ToString());
    }

    /// <summary>
    /// The moment (ticks from the year 1) at which the clocks show a time. A time that they skipped is read as if they had not been put
    /// forward yet, one that they show twice as the first, as java.time does.
    /// </summary>
    public long ToUtc(long local, out ClockTime time)
    {
        var near = Array.BinarySearch(starts, local);
        near = near < 0 ? ~near - 1 : near;
        long? first = null;
        time = ClockTime.Skipped;
        var skipped = local - offsets[Math.Max(near - 1, 0)];
        for (var i = Math.Max(near - 1, 0); i <= Math.Min(near + 1, starts.Length - 1); i++)
        {
            var moment = local - offsets[i];
            var begun = moment >= starts[i];
            var ended = i + 1 < starts.Length && moment >= starts[i + 1];
            if (begun && !ended)
            {
                time = first is null ? ClockTime.Usual : ClockTime.Repeated;
                first ??= moment;
            }
            else if (ended)
            {
                skipped = moment;
            }
        }

        return Math.Clamp(first ?? skipped, 0, DateTime.MaxValue.Ticks);
    }

    /// <summary>What the clocks show at a moment; both in microseconds since 1970.</summary>
    internal double ToLocal(double micros)
    {
        var moment = DateTime.UnixEpoch.Ticks + ((long)micros * TimeSpan.TicksPerMicrosecond);
        var last = Array.BinarySearch(starts, moment);
        return micros + (offsets[last < 0 ? ~last - 1 : last] / TimeSpan.TicksPerMicrosecond);
    }

    private static long Ticks(string seconds) => long.Parse(seconds, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond;

    private static string Seconds(long ticks) => (ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture);
}
