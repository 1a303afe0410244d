using System.Globalization;

using CsCheck;

using Shouldly;

using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

public sealed class DateFormatsTests
{
    [Theory]
    [InlineData("dd/MM/yyyy", "MM/dd/yyyy", true)]
    [InlineData("d-M-yyyy", "M-d-yyyy", true)]
    [InlineData("dd/MM/yyyy", "M/d/yyyy", true)]
    [InlineData("d.M.yyyy H:mm:ss", "M.d.yyyy H:mm:ss", true)]
    [InlineData("d/M/yyyy h:mm tt", "M/d/yyyy h:mm tt", true)]
    [InlineData("dd.MM.yy", "yy.MM.dd", true)]
    [InlineData("dd.MM.yy", "MM.dd.yy", true)]
    [InlineData("d M yyyy", "M d yyyy", true)]
    [InlineData("d MMM yy", "yy MMM d", true)]
    [InlineData("dd/MM/yyyy", "d/M/yyyy", false)]
    [InlineData("dd/MM/yyyy", "MM.dd.yyyy", false)]
    [InlineData("dd/MM/yyyy", "MM/dd/yyyy HH:mm", false)]
    [InlineData("dd/MM/yyyy", "MM/dd/yy", false)]
    [InlineData("yyyy-MM-dd", "yyyy-MM-dd HH:mm", false)]
    [InlineData("d MMM yyyy", "MMM d yyyy", false)]
    [InlineData("unix", "unix-ms", false)]
    [InlineData("HH:mm", "h:mm tt", false)]
    public void Rivals_read_the_same_texts_in_another_order(string a, string b, bool expected)
    {
        DateFormats.Rival(a, b).ShouldBe(expected);
        DateFormats.Rival(b, a).ShouldBe(expected);
    }

    [Theory]
    [InlineData("d/M/yyyy", "d/M/yyyy H:mm", true)]
    [InlineData("dd.MM.yyyy", "d/M/yy h:mm tt", true)]
    [InlineData("yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", true)]
    [InlineData("yyyy-MM-dd", "yyyyMMdd", true)]
    [InlineData("HH:mm", "h:mm tt", true)]
    [InlineData("yyyy-Www", "yyyy-Www-D", true)]
    [InlineData("d 'de' MMMM 'de' yyyy", "d MMM yyyy", true)]
    [InlineData("MMM d yyyy", "MMM d H:mm:ss K yyyy", true)]
    [InlineData("d/M/yyyy", "M/d/yyyy", false)]
    [InlineData("yyyy-MM-dd", "yyyy-MM", false)]
    [InlineData("yyyy-Qq", "yyyy-Www", false)]
    [InlineData("excel", "excel-1904", false)]
    public void Forms_of_one_order_belong_together(string a, string b, bool expected) => DateFormats.SameOrder(a, b).ShouldBe(expected);

    /// <summary>Two readings of one text that differ are of rivals; nothing else is ambiguous.</summary>
    [Fact]
    public void A_text_with_two_values_has_rivals() => Gen.Select(
        Gen.OneOf([.. DateFormats.All]), Gen.DateTime[new DateTime(1950, 1, 1), new DateTime(2049, 12, 31)]).Sample((format, moment) =>
    {
        var text = DateFormats.Print(Math.Floor((moment - DateTime.UnixEpoch).Ticks / 10.0), format);
        Span<int> matches = stackalloc int[DateFormats.MostMatches];
        var count = DateFormats.Matching(text, matches);
        for (var i = 1; i < count; i++)
        {
            var (a, b) = (DateFormats.All[matches[i - 1]], DateFormats.All[matches[i]]);
            matches[i].ShouldBeGreaterThan(matches[i - 1]);
            ValueParser.TryDate(text, [a], out var one).ShouldBeTrue();
            ValueParser.TryDate(text, [b], out var other).ShouldBeTrue();
            if (one != other)
            {
                DateFormats.SameOrder(a, b).ShouldBeFalse($"'{text}' as {a} or {b}");
            }
        }
    }, iter: 10_000);

    [Fact]
    public void Every_numeric_date_of_day_and_month_has_its_rival()
    {
        foreach (var format in DateFormats.All.Where(
            format => DateFormats.Order(format) == "dMy" && !format.Contains("MMM") && !format.Contains('.')))
        {
            DateFormats.All.Count(other => DateFormats.Rival(format, other) && DateFormats.Order(other) == "Mdy")
                .ShouldBeGreaterThan(0, format);
        }
    }

    [Fact]
    public void The_formats_are_distinct_usable_and_in_an_order_of_preference()
    {
        DateFormats.All.Distinct().Count().ShouldBe(DateFormats.All.Count);
        DateFormats.All.Concat(DateFormats.Numeric).Where(format => DateFormats.Fault(format) is not null).ShouldBeEmpty();
        ValueParser.DateFormats.ShouldBe(DateFormats.All);
        DateFormats.All.Take(ValueParser.IsoDateFormats.Count).ShouldBe(ValueParser.IsoDateFormats);
        var all = DateFormats.All.ToList();
        all.IndexOf("dd/MM/yyyy").ShouldBeLessThan(all.IndexOf("MM/dd/yyyy"));
        all.IndexOf("dd/MM/yyyy").ShouldBeLessThan(all.IndexOf("d/M/yyyy"));
    }

    [Theory]
    [InlineData("nonsense", "has no year (yyyy)")]
    [InlineData("", "has no year (yyyy)")]
    [InlineData("dd/MM", "has no year (yyyy)")]
    [InlineData("mm:ss", "has no year (yyyy)")]
    [InlineData("DD/MM/YYYY", "has capital letters that mean nothing: years are y, days are d")]
    [InlineData("%d/%m/%Y", "is a format of C: in .NET, %d/%m/%Y is dd/MM/yyyy")]
    [InlineData("yyyy-mm-dd", "has minutes (mm) but no hour: months are MM")]
    [InlineData("yyyy-MM-dd hh:mm", "has hours up to 12 (hh) but no AM or PM (tt): hours up to 23 are HH")]
    [InlineData("yyyy-MM-dd 'at", "is not a date format")]
    [InlineData("q", "is not a date format")]
    [InlineData("yyyy-MM-dd HH:mm:ss.ffffffff", "is not a date format")]
    [InlineData("unixx", "has no year (yyyy)")]
    [InlineData("dd.MM.yyyy", null)]
    [InlineData("d. MMMM yyyy", null)]
    [InlineData("d 'de' MMMM 'de' yyyy", null)]
    [InlineData("yyyy", null)]
    [InlineData("HH:mm", null)]
    [InlineData("o", null)]
    [InlineData("yyyy-MM-ddTHH:mm:ss.fffzzz", null)]
    [InlineData("excel", null)]
    [InlineData("unix-ms", null)]
    [InlineData("yyyy-Www-D", null)]
    public void What_is_wrong_with_a_format_is_said(string format, string? fault) => DateFormats.Fault(format).ShouldBe(fault);

    [Theory]
    [InlineData("2024-01-02", true)]
    [InlineData("9:05", true)]
    [InlineData("Q2 2024", true)]
    [InlineData("  1/2/24 ", true)]
    [InlineData("20240102", true)]
    [InlineData("", false)]
    [InlineData("123", false)]
    [InlineData("12345", false)]
    [InlineData("hello world", false)]
    public void Most_texts_are_ruled_out_at_once(string text, bool expected) => DateFormats.CouldBeDate(text).ShouldBe(expected);

    [Theory]
    [InlineData("1234.56")]
    [InlineData("-5.5")]
    [InlineData("12 Main St")]
    [InlineData("AB-1234")]
    [InlineData("192.168.10.20")]
    [InlineData("1.2.3.4")]
    [InlineData("555-1234")]
    [InlineData("1-2")]
    [InlineData("3/4")]
    [InlineData("99/99/9999")]
    [InlineData("may")]
    public void What_looks_like_a_date_but_is_none_matches_nothing(string text) =>
        DateFormats.Matching(text, new int[DateFormats.MostMatches]).ShouldBe(0);

    [Theory]
    [InlineData(43000, 45500, "excel")]
    [InlineData(1.5e9, 1.7e9, "unix")]
    [InlineData(1.5e12, 1.7e12, "unix-ms")]
    [InlineData(1.5e15, 1.7e15, "unix-us")]
    [InlineData(1.5e18, 1.7e18, "unix-ns")]
    [InlineData(0, 100, null)]
    [InlineData(43000, 1.5e9, null)]
    [InlineData(double.NaN, double.NaN, null)]
    public void Numbers_can_lie_where_dates_do(double low, double high, string? expected) =>
        DateFormats.Plausible(low, high).ShouldBe(expected);

    [Theory]
    [InlineData("2024-01-31T10:05:06", "yyyy-Www-D", "2024-W05-3")]
    [InlineData("2021-01-03T00:00:00", "yyyyWww", "2020W53")]
    [InlineData("2024-11-05T00:00:00", "Qq yyyy", "Q4 2024")]
    [InlineData("2024-01-01T09:05:00", "excel", "45292.3784722222")]
    [InlineData("2024-01-01T09:05:00.5", "unix", "1704099900.5")]
    [InlineData("2024-11-05T13:05:00", "d MMM yyyy h:mm tt", "5 Nov 2024 1:05 PM")]
    public void A_moment_is_printed_as_the_format_writes_it(string moment, string format, string expected) => DateFormats.Print(
        (DateTime.Parse(moment, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalMicroseconds, format).ShouldBe(expected);
}
