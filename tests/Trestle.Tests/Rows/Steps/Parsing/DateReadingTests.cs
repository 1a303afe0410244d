using System.Globalization;

using CsCheck;

using Shouldly;

using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

public sealed class DateReadingTests
{
    /// <summary>
    /// Awkward texts, the format in which each is read, and what it means; the meanings were compared with those of Python's dateutil and
    /// pandas where these read the text.
    /// </summary>
    public static TheoryData<string, string, string> Awkward => new()
    {
        { "10/2/2024 9:05", "M/d/yyyy H:mm", "2024-10-02T09:05:00" },
        { "10/2/2024 9:05", "d/M/yyyy H:mm", "2024-02-10T09:05:00" },
        { "3/4/2024 1:05 PM", "d/M/yyyy h:mm tt", "2024-04-03T13:05:00" },
        { "3/4/2024 1:05PM", "M/d/yyyy h:mm tt", "2024-03-04T13:05:00" },
        { "3/4/2024 1:05 p.m.", "M/d/yyyy h:mm tt", "2024-03-04T13:05:00" },
        { "3/4/2024 1:05\u202Fp.\u00A0m.", "M/d/yyyy h:mm tt", "2024-03-04T13:05:00" },
        { "3/4/2024, 12:05:00 am", "M/d/yyyy h:mm:ss tt", "2024-03-04T00:05:00" },
        { "3/4/2024, 12:05:00 PM", "M/d/yyyy h:mm:ss tt", "2024-03-04T12:05:00" },
        { "03/04/2024 01:05:06.789 PM", "MM/dd/yyyy hh:mm:ss.FFFFFFF tt", "2024-03-04T13:05:06.789" },
        { "3/4/2024 13:05 PM", "M/d/yyyy h:mm tt", "2024-03-04T13:05:00" },
        { "03.04.24", "dd.MM.yy", "2024-04-03T00:00:00" },
        { "01.02.03", "yy.MM.dd", "2001-02-03T00:00:00" },
        { "01.02.03", "MM.dd.yy", "2003-01-02T00:00:00" },
        { "1/2/49", "d/M/yy", "2049-02-01T00:00:00" },
        { "1/2/50", "d/M/yy", "1950-02-01T00:00:00" },
        { "31/12/99 23:59", "dd/MM/yy HH:mm", "1999-12-31T23:59:00" },
        { "2 1 2024", "d M yyyy", "2024-01-02T00:00:00" },
        { "2024/1/2", "yyyy/M/d", "2024-01-02T00:00:00" },
        { "2.1.2024 10.05", "d.M.yyyy H.mm", "2024-01-02T10:05:00" },
        { "2024-01-02 10:00:00.123456789", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "2024-01-02T10:00:00.123456" },
        { "2024-01-02T10:00:00.999999999Z", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "2024-01-02T10:00:00.999999" },
        { "1969-12-31 23:59:59.9999999", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "1969-12-31T23:59:59.999999" },
        { "2024-01-02 10:00:00,123", "yyyy-MM-dd HH:mm:ss,FFFFFFFK", "2024-01-02T10:00:00.123" },
        { "2024-01-02 10:00:00 UTC", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "2024-01-02T10:00:00" },
        { "2024-01-02 10:00:00 gmt", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "2024-01-02T10:00:00" },
        { "2024-01-02 10:00:00+00", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "2024-01-02T10:00:00" },
        { "2024-01-02 10:00:00.5-05", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "2024-01-02T15:00:00.5" },
        { "2024-01-02 10:00:00+0530", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "2024-01-02T04:30:00" },
        { "2024-01-02 10:00:00 +01:00", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "2024-01-02T09:00:00" },
        { "2024-01-02 10:00:00\u221201:00", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "2024-01-02T11:00:00" },
        { "2024-01-02T10:00+14:00", "yyyy-MM-ddTHH:mmK", "2024-01-01T20:00:00" },
        { "2024-01-01T00:30:00+01:00[Europe/Paris]", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "2023-12-31T23:30:00" },
        { "Tue Jan 02 2024 10:00:00 GMT+0100 (Central European Standard Time)", "MMM d yyyy H:mm:ss.FFFFFFFK", "2024-01-02T09:00:00" },
        { "Tue, 02 Jan 2024 10:00:00 GMT", "d MMM yyyy H:mm:ss.FFFFFFFK", "2024-01-02T10:00:00" },
        { "Tue, 02 Jan 2024 10:00:00 GMT", "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "2024-01-02T10:00:00" },
        { "Mon, 02 Jan 2024 10:00:00 GMT", "d MMM yyyy H:mm:ss.FFFFFFFK", "2024-01-02T10:00:00" },
        { "Tue, 2 Jan 2024 10:00:00 +0100", "d MMM yyyy H:mm:ss.FFFFFFFK", "2024-01-02T09:00:00" },
        { "Tue Jan  2 10:00:00 2024", "MMM d H:mm:ss K yyyy", "2024-01-02T10:00:00" },
        { "Tue Jan  2 10:00:00 UTC 2024", "MMM d H:mm:ss K yyyy", "2024-01-02T10:00:00" },
        { "Tue Jan 02 10:00:00 -0800 2024", "MMM d H:mm:ss K yyyy", "2024-01-02T18:00:00" },
        { "02/Jan/2024:10:00:00 +0100", "d/MMM/yyyy:HH:mm:ssK", "2024-01-02T09:00:00" },
        { "Wed 03/04/2024", "dd/MM/yyyy", "2024-04-03T00:00:00" },
        { "Mon 03/04/2024", "MM/dd/yyyy", "2024-03-04T00:00:00" },
        { "Di, 02.01.2024", "dd.MM.yyyy", "2024-01-02T00:00:00" },
        { "2. Januar 2024", "d MMM yyyy", "2024-01-02T00:00:00" },
        { "2. JÄNNER 2024", "d MMM yyyy", "2024-01-02T00:00:00" },
        { "2. Mrz 2024", "d. MMM yyyy", "2024-03-02T00:00:00" },
        { "2.März.2024", "d.MMM.yyyy", "2024-03-02T00:00:00" },
        { "2 ma\u0308rz 2024", "d MMM yyyy", "2024-03-02T00:00:00" },
        { "1er janvier 2024", "d MMM yyyy", "2024-01-01T00:00:00" },
        { "mar. 2 janv. 2024", "d MMM yyyy", "2024-01-02T00:00:00" },
        { "5 févr. 2024", "d MMM yyyy", "2024-02-05T00:00:00" },
        { "5 fevrier 2024 à 10:05", "d MMM yyyy H:mm", "2024-02-05T10:05:00" },
        { "2 de enero de 2024", "d MMM yyyy", "2024-01-02T00:00:00" },
        { "2 de enero de 2024", "d 'de' MMMM 'de' yyyy", "2024-01-02T00:00:00" },
        { "segunda-feira, 1 de janeiro de 2024", "d MMM yyyy", "2024-01-01T00:00:00" },
        { "2 mrt. 2024", "d MMM yyyy", "2024-03-02T00:00:00" },
        { "15 maj 2024", "d MMM yyyy", "2024-05-15T00:00:00" },
        { "2. tammikuuta 2024 klo 10.05", "d MMM yyyy H.mm", "2024-01-02T10:05:00" },
        { "5 czerwca 2024", "d MMM yyyy", "2024-06-05T00:00:00" },
        { "5. července 2024", "d MMM yyyy", "2024-07-05T00:00:00" },
        { "5 KASIM 2024", "d MMM yyyy", "2024-11-05T00:00:00" },
        { "2 января 2024 г.", "d MMM yyyy", "2024-01-02T00:00:00" },
        { "January 2nd, 2024 at 10:05 AM", "MMM d, yyyy h:mm tt", "2024-01-02T10:05:00" },
        { "2nd of January 2024", "d MMM yyyy", "2024-01-02T00:00:00" },
        { "Sept. 3, 2024", "MMM d, yyyy", "2024-09-03T00:00:00" },
        { "02-JAN-24", "d-MMM-yy", "2024-01-02T00:00:00" },
        { "02-JAN-24 10.05.06.123456 AM", "d-MMM-yy h.mm.ss.FFFFFFF tt", "2024-01-02T10:05:06.123456" },
        { "02JAN2024:10:05:06", "dMMMyyyy:H:mm:ss.FFFFFFF", "2024-01-02T10:05:06" },
        { "2024-Jan-02", "yyyy-MMM-d", "2024-01-02T00:00:00" },
        { "2024-02", "yyyy-MM", "2024-02-01T00:00:00" },
        { "02/2024", "MM/yyyy", "2024-02-01T00:00:00" },
        { "Feb-24", "MMM-yy", "2024-02-01T00:00:00" },
        { "février 2024", "MMM yyyy", "2024-02-01T00:00:00" },
        { "SEPTEMBER 2024", "MMMM yyyy", "2024-09-01T00:00:00" },
        { "20240229", "yyyyMMdd", "2024-02-29T00:00:00" },
        { "20240229T101112Z", "yyyyMMddTHHmmss.FFFFFFFK", "2024-02-29T10:11:12" },
        { "20240229101112.5", "yyyyMMddHHmmss.FFFFFFFK", "2024-02-29T10:11:12.5" },
        { "2024-02-29-10.11.12.000001", "yyyy-MM-dd-HH.mm.ss.FFFFFFF", "2024-02-29T10:11:12.000001" },
        { "2024:02:29 10:11:12", "yyyy:MM:dd HH:mm:ss.FFFFFFF", "2024-02-29T10:11:12" },
        { "2024-W05", "yyyy-Www", "2024-01-29T00:00:00" },
        { "2024-W05-3", "yyyy-Www-D", "2024-01-31T00:00:00" },
        { "2020w537", "yyyyWwwD", "2021-01-03T00:00:00" },
        { "2024-Q1", "yyyy-Qq", "2024-01-01T00:00:00" },
        { "2024q4", "yyyyQq", "2024-10-01T00:00:00" },
        { "Q2 2024", "Qq yyyy", "2024-04-01T00:00:00" },
        { "9:05", "H:mm", "1970-01-01T09:05:00" },
        { "23:59:59.5", "H:mm:ss.FFFFFFF", "1970-01-01T23:59:59.5" },
        { "9:05 pm", "h:mm tt", "1970-01-01T21:05:00" },
        { "24:00:00", "HH:mm:ss", "1970-01-02T00:00:00" },
        { "2024-12-31 24:00:00", "yyyy-MM-dd HH:mm:ss", "2025-01-01T00:00:00" },
        { "31.12.2024 24:00", "dd.MM.yyyy HH:mm", "2025-01-01T00:00:00" },
        { "\uFF12\uFF10\uFF12\uFF14\uFF0F\uFF10\uFF11\uFF0F\uFF10\uFF12", "yyyy/MM/dd", "2024-01-02T00:00:00" },
        { "\u0662\u0660\u0662\u0664-\u0660\u0661-\u0660\u0662", "yyyy-MM-dd", "2024-01-02T00:00:00" },
        { "\u200E1\u200E/\u200E2\u200E/\u200E2024", "M/d/yyyy", "2024-01-02T00:00:00" },
        { "2024\u5E741\u67082\u65E5", "yyyy\u5E74M\u6708d\u65E5", "2024-01-02T00:00:00" },
        { "02\u201301\u20132024", "dd-MM-yyyy", "2024-01-02T00:00:00" },
        { "2024-01-02\u00A010:00:00", "yyyy-MM-dd HH:mm:ss", "2024-01-02T10:00:00" },
        { "45292", "excel", "2024-01-01T00:00:00" },
        { "45292.3784722222", "excel", "2024-01-01T09:05:00" },
        { "1", "excel", "1900-01-01T00:00:00" },
        { "59", "excel", "1900-02-28T00:00:00" },
        { "61", "excel", "1900-03-01T00:00:00" },
        { "0.5", "excel", "1970-01-01T12:00:00" },
        { "43830", "excel-1904", "2024-01-01T00:00:00" },
        { "1704067200", "unix", "2024-01-01T00:00:00" },
        { "1704067200.123456", "unix", "2024-01-01T00:00:00.123456" },
        { "-0.5", "unix", "1969-12-31T23:59:59.5" },
        { "1.7040672E+9", "unix", "2024-01-01T00:00:00" },
        { "1704067200123", "unix-ms", "2024-01-01T00:00:00.123" },
        { "1704067200123456", "unix-us", "2024-01-01T00:00:00.123456" },
        { "1704067200123456789", "unix-ns", "2024-01-01T00:00:00.123456" },
    };

    [Theory]
    [MemberData(nameof(Awkward))]
    public void Awkward_texts_have_the_right_value(string text, string format, string expected)
    {
        ValueParser.TryDate(text, [format], out var micros).ShouldBeTrue();
        Moment(micros).ShouldBe(DateTime.Parse(expected, CultureInfo.InvariantCulture));
        if (DateFormats.All.Contains(format))
        {
            Matching(text).ShouldContain(format);
        }
    }

    [Theory]
    [InlineData("2024-02-30", "yyyy-MM-dd")]
    [InlineData("2016-12-31T23:59:60Z", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK")]
    [InlineData("2024-01-02 24:00:01", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("2024-01-02 24:30", "yyyy-MM-dd HH:mm")]
    [InlineData("9999-12-31 24:00:00", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("0001-01-01T00:00+01:00", "yyyy-MM-ddTHH:mmK")]
    [InlineData("2024-01-02T10:00+15:00", "yyyy-MM-ddTHH:mmK")]
    [InlineData("2024-01-02T10:00+01:60", "yyyy-MM-ddTHH:mmK")]
    [InlineData("2024-01-02T10:00+013", "yyyy-MM-ddTHH:mmK")]
    [InlineData("2024-01-02 10:00:00 IST", "yyyy-MM-dd HH:mm:ss.FFFFFFFK")]
    [InlineData("2024-01-02 10:00:00.0123456789", "yyyy-MM-dd HH:mm:ss.FFFFFFF")]
    [InlineData("Tue 03/04/2024", "dd/MM/yyyy")]
    [InlineData("2 Janember 2024", "d MMM yyyy")]
    [InlineData("32 Jan 2024", "d MMM yyyy")]
    [InlineData("13:05 AM", "h:mm tt")]
    [InlineData("2024-01-02 13:05", "yyyy-MM-dd hh:mm")]
    [InlineData("2024-W00", "yyyy-Www")]
    [InlineData("2023-W53", "yyyy-Www")]
    [InlineData("2024-W05-8", "yyyy-Www-D")]
    [InlineData("2024-Q5", "yyyy-Qq")]
    [InlineData("1/2/2024", "dd/MM/yyyy")]
    [InlineData("60", "excel")]
    [InlineData("-1", "excel")]
    [InlineData("2958466", "excel")]
    [InlineData("1,5", "unix")]
    [InlineData("1e30", "unix")]
    [InlineData("NaN", "unix")]
    [InlineData("31/12", "dd/MM")]
    [InlineData("31 December", "m")]
    public void These_are_refused(string text, string format)
    {
        ValueParser.TryDate(text, [format], out var micros).ShouldBeFalse();
        micros.ShouldBe(double.NaN);
    }

    /// <summary>Whatever .NET reads is read alike; how much more is read is shown by the tables above.</summary>
    [Fact]
    public void What_the_framework_reads_is_read_with_the_same_value()
    {
        var formats = Gen.OneOf(
            [
                .. DateFormats.All.Where(format => !format.Contains("Www") && !format.Contains("Qq")),
                "s", "o", "u", "R", "yyyy yyyy-MM-dd",
                "yyyy-MM-dd hh:mm", "d/M/yyyy H:m:s", "'on' yyyy-MM-dd", "yyyyMMdd\\T", "dddd, d MMMM yyyy", "d 'de' MMMM 'de' yyyy",
                "yyyyMMMT", "yyyy-MM-dd HH:mm:ss.FFF", "yyyy-MM-dd HH:mm:ss.fffzzz", "yyyy", "dd.MM.yyyy  ,  HH", "%d/M/yyyy",
                "HH tt d/M/yyyy",
            ]);
        var moments = Gen.Select(
            Gen.DateTime, Gen.Bool,
            (moment, whole) => new DateTime(moment.Ticks - (whole ? moment.Ticks % TimeSpan.TicksPerSecond : 0), DateTimeKind.Utc));
        Gen.Select(formats, moments, Gen.Int[0, 40], Gen.Char["0123456789-/ .:T,Z+aPm"], Gen.Int[0, 5])
            .Sample((format, moment, at, with, change) =>
        {
            var text = Changed(moment.ToString(format, CultureInfo.InvariantCulture), at, with, change).Trim();
            const DateTimeStyles Style =
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault;
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Style, out var expected) && format.Contains('y'))
            {
                ValueParser.TryDate(text, [format], out var micros).ShouldBeTrue($"'{text}' as {format}");
                micros.ShouldBe((expected.Ticks / 10) - (DateTime.UnixEpoch.Ticks / 10), $"'{text}' as {format}");
            }
        }, iter: 30_000);
    }

    /// <summary>.NET prints; weeks and quarters, which it has not, are printed here.</summary>
    [Fact]
    public void Every_moment_printed_in_every_format_is_read_back() => Gen.Select(
        Gen.OneOf([.. DateFormats.All]), Gen.DateTime[new DateTime(1950, 1, 1), new DateTime(2049, 12, 31)]).Sample((format, moment) =>
    {
        // Without a fraction .NET leaves the comma before it ("12:58:19,"), as nobody writes it.
        var fraction = format.Contains(",F", StringComparison.Ordinal) && moment.Ticks % TimeSpan.TicksPerSecond < 10 ? 10 : 0;
        var text = Printed(moment.AddTicks(fraction - (moment.Ticks % 10)), format);
        ValueParser.TryDate(text, [format], out var micros).ShouldBeTrue($"'{text}' as {format}");
        Printed(DateTime.SpecifyKind(Moment(micros), moment.Kind), format).ShouldBe(text);
        DateFormats.CouldBeDate(text).ShouldBeTrue(text);
        Matching(text).ShouldContain(format, text);
    }, iter: 30_000);

    [Fact]
    public void Numbers_printed_from_moments_are_read_back() => Gen.Select(
        Gen.OneOf([.. DateFormats.Numeric]), Gen.Long[-2_000_000_000_000, 4_000_000_000_000]).Sample((format, millis) =>
    {
        var text = DateFormats.Print(millis * 1000.0, format);
        ValueParser.TryDate(text, [format], out var micros).ShouldBeTrue($"'{text}' as {format}");
        micros.ShouldBe(millis * 1000.0, text);
    });

    [Fact]
    public void No_text_makes_a_reader_fail() => Gen.Select(
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789٢２-/.:, TZWQ+[(janurAMpm\0\u0301é"], 0, 40]),
        Gen.OneOf([.. DateFormats.All, .. DateFormats.Numeric])).Sample((text, format) =>
    {
        ValueParser.TryDate(text, [format], out var micros).ShouldBe(!double.IsNaN(micros));
        var matching = Matching(text);
        matching.Contains(format).ShouldBe(!double.IsNaN(micros) && DateFormats.All.Contains(format), $"'{text}' as {format}");
    }, iter: 50_000);

    [Fact]
    public void Very_long_texts_are_no_dates()
    {
        foreach (var text in new[] { new string('1', 100_000), new string('a', 100_000), "2024-01-02" + new string('\0', 100_000) })
        {
            ValueParser.TryDate(text, DateFormats.All, out _).ShouldBeFalse();
            DateFormats.CouldBeDate(text).ShouldBeFalse();
            Matching(text).ShouldBeEmpty();
        }
    }

    private static string Changed(string text, int at, char with, int change) => change switch
    {
        1 when at < text.Length => text[..at] + with + text[(at + 1)..],
        2 when at < text.Length => text.Remove(at, 1),
        3 => text.Insert(Math.Min(at, text.Length), with.ToString()),
        4 => text.ToUpperInvariant(),
        5 => text.ToLowerInvariant(),
        _ => text,
    };

    private static string Printed(DateTime moment, string format)
    {
        var week = format.Contains("Www");
        var (year, number) = week ? (ISOWeek.GetYear(moment), ISOWeek.GetWeekOfYear(moment)) : (moment.Year, 0);
        var day = moment.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)moment.DayOfWeek;
        var pattern = format.Replace("yyyy", $"{year:D4}").Replace("ww", $"{number:D2}").Replace("D", $"{day}");
        return moment.ToString(pattern.Replace("Qq", $"Q{(moment.Month + 2) / 3}"), CultureInfo.InvariantCulture);
    }

    private static DateTime Moment(double micros) => DateTime.UnixEpoch.AddTicks((long)micros * 10);

    private static List<string> Matching(string text)
    {
        var matches = new int[DateFormats.MostMatches];
        return [.. matches.Take(DateFormats.Matching(text, matches)).Select(match => DateFormats.All[match])];
    }
}
