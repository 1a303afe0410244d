using System.Runtime.InteropServices;
using System.Text;

using Shouldly;

using Trestle.Rows.Steps.Parsing;

using Xunit;

namespace Trestle.Tests.Rows.Steps.Parsing;

/// <summary>The table of names is compared with ICU, which prints dates here as its languages write them.</summary>
public sealed class DateNamesTests
{
    private const int Pattern = -2;

    [Theory]
    [InlineData("en")]
    [InlineData("en-GB")]
    [InlineData("de")]
    [InlineData("de-AT")]
    [InlineData("fr")]
    [InlineData("es")]
    [InlineData("it")]
    [InlineData("pt")]
    [InlineData("pt-PT")]
    [InlineData("nl")]
    [InlineData("sv")]
    [InlineData("da")]
    [InlineData("nb")]
    [InlineData("fi")]
    [InlineData("pl")]
    [InlineData("cs")]
    [InlineData("tr")]
    [InlineData("ru")]
    public void Names_of_months_and_days_are_read_as_icu_writes_them(string language)
    {
        var icu = Icu.Load();
        for (var day = new DateTime(2024, 1, 15); day.Year == 2024; day = day.AddDays(17))
        {
            foreach (var (pattern, format) in new[]
            {
                ("d MMMM y", "d MMM yyyy"), ("d MMM y", "d MMM yyyy"), ("d LLLL y", "d MMM yyyy"), ("d LLL y", "d MMM yyyy"),
                ("EEEE dd/MM/y", "dd/MM/yyyy"), ("EEE dd/MM/y", "dd/MM/yyyy"),
                ("cccc, d LLL y", "d MMM yyyy"), ("ccc d MMMM y", "d MMM yyyy"),
            })
            {
                var text = icu.Print(language, Pattern, pattern, day);
                foreach (var spelling in new[] { text, text.ToUpperInvariant(), text.Normalize(NormalizationForm.FormD) })
                {
                    ValueParser.TryDate(spelling, [format], out var micros).ShouldBeTrue(spelling);
                    DateTime.UnixEpoch.AddMicroseconds(micros).ShouldBe(day, spelling);
                }
            }
        }
    }

    /// <summary>The styles are those of ICU: full, long, medium.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("en-GB")]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("es")]
    [InlineData("it")]
    [InlineData("pt")]
    [InlineData("nl")]
    [InlineData("sv")]
    [InlineData("da")]
    [InlineData("nb")]
    [InlineData("fi")]
    [InlineData("pl")]
    [InlineData("cs")]
    [InlineData("ru")]
    public void Dates_in_the_usual_forms_of_a_language_are_among_the_readings(string language)
    {
        var icu = Icu.Load();
        var matches = new int[DateFormats.MostMatches];
        for (var day = new DateTime(2024, 1, 15); day.Year == 2024; day = day.AddDays(17))
        {
            for (var style = 0; style <= 2; style++)
            {
                var text = icu.Print(language, style, null, day);
                var read = matches.Take(DateFormats.Matching(text, matches))
                    .Select(match => ValueParser.TryDate(text, [DateFormats.All[match]], out var micros) ? micros : double.NaN);
                read.Select(DateTime.UnixEpoch.AddMicroseconds).ShouldContain(day, text);
            }
        }
    }

    /// <summary>ICU's C functions, whose names end with its version.</summary>
    private sealed unsafe class Icu(nint library, int version)
    {
        private readonly delegate* unmanaged<int, int, byte*, char*, int, char*, int, int*, nint> open =
            (delegate* unmanaged<int, int, byte*, char*, int, char*, int, int*, nint>)
            NativeLibrary.GetExport(library, $"udat_open_{version}");

        private readonly delegate* unmanaged<nint, double, char*, int, nint, int*, int> format =
            (delegate* unmanaged<nint, double, char*, int, nint, int*, int>)NativeLibrary.GetExport(library, $"udat_format_{version}");

        private readonly delegate* unmanaged<nint, void> close =
            (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, $"udat_close_{version}");

        public static Icu Load()
        {
            for (var version = 50; version < 100; version++)
            {
                if (NativeLibrary.TryLoad($"libicui18n.so.{version}", out var library))
                {
                    return new Icu(library, version);
                }
            }

            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") is null, "there is no ICU: apt-get install libicu72");
            throw new InvalidOperationException("there is no ICU");
        }

        public string Print(string language, int style, string? pattern, DateTime day)
        {
            var status = 0;
            Span<char> text = stackalloc char[100];
            fixed (byte* locale = Encoding.UTF8.GetBytes(language + '\0'))
            fixed (char* zone = "UTC", letters = pattern, buffer = text)
            {
                // -1 is no time of day.
                var printer = open(pattern is null ? -1 : Pattern, style, locale, zone, 3, letters, pattern?.Length ?? 0, &status);
                var length = format(printer, (day - DateTime.UnixEpoch).TotalMilliseconds, buffer, text.Length, 0, &status);
                close(printer);
                status.ShouldBeLessThanOrEqualTo(0);
                return text[..length].ToString();
            }
        }
    }
}
