using System.Globalization;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Rows.Steps.Parsing;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>Times of the clocks of a zone in UTC, against Python's zoneinfo (fold=0; in gaps the offset before the change).</summary>
public sealed class ZoneClockTests
{
    private static readonly ZoneRules Berlin = ZoneClock.Find("Europe/Berlin")!;

    [Theory]
    [InlineData("2024-01-15 10:00", "2024-01-15T09:00:00", ClockTime.Usual)]
    [InlineData("2024-07-15 10:00", "2024-07-15T08:00:00", ClockTime.Usual)]
    [InlineData("2024-03-31 01:59", "2024-03-31T00:59:00", ClockTime.Usual)]
    [InlineData("2024-03-31 02:00", "2024-03-31T01:00:00", ClockTime.Skipped)]
    [InlineData("2024-03-31 02:30", "2024-03-31T01:30:00", ClockTime.Skipped)]
    [InlineData("2024-03-31 03:00", "2024-03-31T01:00:00", ClockTime.Usual)]
    [InlineData("2024-10-27 01:59", "2024-10-26T23:59:00", ClockTime.Usual)]
    [InlineData("2024-10-27 02:00", "2024-10-27T00:00:00", ClockTime.Repeated)]
    [InlineData("2024-10-27 02:59", "2024-10-27T00:59:00", ClockTime.Repeated)]
    [InlineData("2024-10-27 03:00", "2024-10-27T02:00:00", ClockTime.Usual)]
    [InlineData("1945-06-01 12:00", "1945-06-01T09:00:00", ClockTime.Usual)]
    [InlineData("2099-07-01 12:00", "2099-07-01T10:00:00", ClockTime.Usual)]
    [InlineData("2024-07-15T10:00:00Z", "2024-07-15T10:00:00", ClockTime.Usual)]
    [InlineData("2024-07-15T10:00:00+05:30", "2024-07-15T04:30:00", ClockTime.Usual)]
    [InlineData("2024-07-15 10:00 UTC", "2024-07-15T10:00:00", ClockTime.Usual)]
    [InlineData("2024-07-15", "2024-07-15T00:00:00", ClockTime.Usual)]
    public void Times_without_an_offset_are_those_of_the_clocks(string text, string utc, ClockTime expected)
    {
        ValueParser.TryDate(text, DateFormats.All, Berlin, out var micros, out var time).ShouldBeTrue();
        (Print(micros), time).ShouldBe((utc, expected));
    }

    [Theory]
    [InlineData("America/New_York", "2024-03-10 02:30", "2024-03-10T07:30:00")]
    [InlineData("America/New_York", "2024-11-03 01:30", "2024-11-03T05:30:00")]
    [InlineData("Asia/Kolkata", "2024-01-01 00:00", "2023-12-31T18:30:00")]
    [InlineData("Australia/Lord_Howe", "2024-10-06 02:15", "2024-10-05T15:45:00")]
    [InlineData("Pacific/Apia", "2011-12-30 12:00", "2011-12-30T22:00:00")]
    [InlineData("UTC", "2024-07-15 10:00", "2024-07-15T10:00:00")]
    public void Other_zones(string zone, string text, string utc)
    {
        ValueParser.TryDate(text, DateFormats.All, ZoneClock.Find(zone), out var micros, out _).ShouldBeTrue();
        Print(micros).ShouldBe(utc);
    }

    [Fact]
    public void Unix_times_and_the_ends_of_the_calendar_stay()
    {
        ValueParser.TryDate("1721037600", ["unix"], Berlin, out var micros, out _).ShouldBeTrue();
        Print(micros).ShouldBe("2024-07-15T10:00:00");
        ValueParser.TryDate("0001-01-01 00:00", ["yyyy-MM-dd HH:mm"], Berlin, out micros, out _).ShouldBeTrue();
        Print(micros).ShouldBe("0001-01-01T00:00:00");
        ValueParser.TryDate("24:00 31.12.2023", ["H:mm d.M.yyyy"], Berlin, out micros, out _).ShouldBeTrue();
        Print(micros).ShouldBe("2023-12-31T23:00:00");
    }

    [Fact]
    public void A_zone_whose_rules_are_known_need_not_be_known_to_the_machine()
    {
        var block = new TableBuilder().Texts("t", "2024-01-01 10:00").Block();
        var step = new ParseDate
        {
            Columns = ["t"],
            Formats = ["yyyy-MM-dd HH:mm"],
            TimeZone = "Sea/Atlantis",
            Rules = new ZoneRules("Sea/Atlantis", "5400"),
        };
        var plan = new RowPlan([step]).Fit(TableBuilder.Source(block), [FoldSet.Of([0])], CancellationToken.None).Single().Plan;
        plan = PlanJson.Read(PlanJson.Write(plan));
        Print((double)TableBuilder.Values(plan.Bind().Apply(block), "t").Single()!).ShouldBe("2024-01-01T08:30:00");
    }

    [Theory]
    [InlineData("Europe/Atlantis")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public void An_unknown_zone_is_none(string name) => ZoneClock.Find(name).ShouldBeNull();

    [Fact]
    public void Rules_say_when_the_clocks_changed()
    {
        var rules = ZoneClock.Find("Asia/Tokyo")!;
        rules.Changes.ShouldBe("32400 -683802000=36000 -672310800=32400 -654771600=36000 -640861200=32400 -620298000=36000 "
            + "-609411600=32400 -588848400=36000 -577962000=32400");
        ZoneClock.Find("UTC")!.Changes.ShouldBe("0");
    }

    private static string Print(double micros) =>
        DateTime.UnixEpoch.AddTicks((long)micros * TimeSpan.TicksPerMicrosecond).ToString("s", CultureInfo.InvariantCulture);
}
