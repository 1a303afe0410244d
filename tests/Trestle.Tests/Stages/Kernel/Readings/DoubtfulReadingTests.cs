using System.Globalization;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Readings;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Readings;

/// <summary>Texts that every reader takes for numbers or dates, and that may be something else.</summary>
public sealed class DoubtfulReadingTests
{
    [Theory]
    [InlineData("192.168.100.100|192.168.101.101|10.1.100.100")]
    [InlineData("10.100.100.100|10.100.101.101")]
    [InlineData("555.123.100|555.123.101")]
    [InlineData("555 123 100|555 123 101")]
    [InlineData("+14155551000|+14155552000")]
    [InlineData("10000|10007|1E5|12E3")]
    [InlineData("1E0|2E1|3E2")]
    [InlineData("250.83|276|648|401.9|V27|E909|8")]
    public void Names_written_in_digits_are_codes(string texts)
    {
        var found = Columns.Read(texts.Split('|').SelectMany(text => text.Times(5)));
        (found.Reading, found.Type, found.LeftOver.Count, found.Notes.Count).ShouldBe(("code", ColumnType.Text, 0, 1));
    }

    [Theory]
    [InlineData("1.234.567|12.345.678|999")]
    [InlineData("1 234 567|2 345 678|12")]
    [InlineData("1.5E10|2.5E3|10000")]
    [InlineData("1e5|1e6|20000")]
    [InlineData("05|1.5|2.5")]
    [InlineData("12.5|13|14.25")]
    [InlineData("+5|-3|+120")]
    public void Numbers_that_resemble_them_are_numbers(string texts) =>
        Columns.Read(texts.Split('|').SelectMany(text => text.Times(5))).Reading.ShouldBe("number");

    [Theory]
    [InlineData("F|M", 0)]
    [InlineData("f|m|x", 0)]
    [InlineData("T|F|U", 1)]
    [InlineData("yes|unknown", 1)]
    public void One_letter_next_to_other_words_is_not_half_a_truth(string texts, int notes)
    {
        var found = Columns.Read(texts.Split('|').SelectMany(text => text.Times(200)));
        (found.Reading, found.Notes.Count, found.RunnerUp is null).ShouldBe(("category", notes, notes == 0));
    }

    [Fact]
    public void Damaged_groups_of_digits_do_not_make_the_comma_decimal()
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => $"{i + 1},{i * 3:000}"), "1,23", "12,3456"];
        var found = ReadingJudge.Of(new Dictionary<string, ColumnEvidenceValue> { ["c"] = Columns.Evidence(texts) }, ",")["c"];
        (found.DecimalMark, found.Decided).ShouldBe(('.', "values are delimited by ','"));
        found.LeftOver.ShouldBe([new("1,23", 1), new("12,3456", 1)]);
        Columns.Read(texts).Question.ShouldBe("'1,000' can be read with a decimal point or a decimal comma");
    }

    [Fact]
    public void A_zero_before_the_mark_shows_that_it_is_decimal()
    {
        var found = Columns.Read([.. Enumerable.Range(1, 100).Select(i => $"{i},{i * 7:000}"), "0,125"]);
        (found.DecimalMark, found.Question, found.LeftOver.Count).ShouldBe((',', null, 0));
    }

    [Theory]
    [InlineData("OrderDate", 44197, 1, "excel", "2021-01-01")]
    [InlineData("created_at", 1_609_459_200, 86_400, "unix", "2021-01-01")]
    [InlineData("ts", 1_609_459_200_000, 86_400_000, "unix-ms", "2021-01-01")]
    [InlineData("month", 202101, 1, "yyyyMM", "2021-01-01")]
    [InlineData("Kaufdatum", 210101, 1, "yyMMdd", "2021-01-01")]
    public void Numbers_under_the_name_of_a_date_are_a_question(string name, long first, long step, string format, string date)
    {
        var question = Read((name, Enumerable.Range(0, 10).Select(i => $"{first + (i * step)}")))[name].Question;
        question.ShouldNotBeNull().ShouldStartWith($"the numbers can be dates from {date} to ");
        question.ShouldEndWith($"and the column's name speaks of dates: set formats: [{format}], or type: number if they are none");
    }

    [Theory]
    [InlineData("price", 44197)]
    [InlineData("last_update_count", 44197)]
    [InlineData("date", 12)]
    [InlineData("order_date_id", 8_000_000_000_000)]
    public void Other_numbers_are_none(string name, long first) =>
        Read((name, Enumerable.Range(0, 10).Select(i => $"{first + i}")))[name].Question.ShouldBeNull();

    [Fact]
    public void Numbers_that_are_dates_of_the_same_years_as_another_column_are_a_question()
    {
        var days = Enumerable.Range(0, 100).Select(i => $"{new DateTime(2021, 1, 1).AddDays(i):yyyy-MM-dd}").ToArray();
        var serials = Enumerable.Range(0, 100).Select(i => $"{44197 + i}").ToArray();
        Read(("ordered", days), ("paid", serials))["paid"].Question.ShouldNotBeNull()
            .ShouldContain("they lie in the same years as those of 'ordered'");
        Read(("ordered", days), ("salary", ["30000", "44197", "60000"]))["salary"].Question.ShouldBeNull();
    }

    [Fact]
    public void A_format_that_comes_late_in_a_long_column_is_read_too()
    {
        static string Date(int i, string format) => new DateTime(1950, 1, 1).AddDays(i).ToString(format, CultureInfo.InvariantCulture);
        var found = Columns.Read([.. Enumerable.Range(0, 24_900).Select(i => Date(i, "yyyy-MM-dd")),
            .. Enumerable.Range(24_900, 100).Select(i => Date(i, "dd/MM/yyyy"))]);
        found.Formats.ShouldBe(["yyyy-MM-dd", "dd/MM/yyyy"]);
        (found.Share, found.LeftOver.Count).ShouldBe((1, 0));
    }

    [Fact]
    public void Numbers_of_Excel_among_dates_are_a_question() =>
        Columns.Read([.. Enumerable.Range(1, 28).Select(i => $"{i:00}/01/2021"), "44300"]).Question.ShouldBe(
            "'44300' among the dates can be one of Excel's: set formats: [dd/MM/yyyy, excel], "
            + "or list it under null-tokens if it means a missing value");

    [Fact]
    public void Years_of_another_calendar_are_a_question() =>
        Columns.Read("15/01/2564", "16/02/2564", "28/03/2565").Question.ShouldBe(
            "the dates lie between 2564-01-15 and 2565-03-28: if these are years of another calendar, convert them in the source");

    [Fact]
    public void Years_of_two_digits_are_told() =>
        Columns.Read("15.03.30", "28.12.61").Notes.ShouldBe(
            ["of two digits, 00 to 49 are the years 2000 to 2049, 50 to 99 are 1950 to 1999"]);

    [Fact]
    public void An_unknown_text_next_to_every_number_is_told()
    {
        var found = Columns.Read("1248 QZ", "998 QZ", "1500 QZ");
        found.Type.ShouldBe(ColumnType.Text);
        found.Notes.ShouldHaveSingleItem().ShouldEndWith("set affixes: {'QZ': 1}");
    }

    [Theory]
    [InlineData("1248 CC|998 CC|1500.5 CC", "CC", 1)]
    [InlineData("250 ml|750 ml|1.5 L", "L", 1000)]
    public void Units_are_known_in_capitals(string texts, string unit, double factor) =>
        Columns.Read(texts.Split('|')).Affixes.ShouldContain(new NumberAffix(unit, factor));

    [Theory]
    [InlineData("0000-00-00")]
    [InlineData("00/00/0000")]
    [InlineData("no date")]
    public void A_date_of_zeros_is_no_value(string word)
    {
        var found = Columns.Read([.. Enumerable.Range(1, 28).Select(i => $"2024-01-{i:00}"), word]);
        (found.Type, found.LeftOver.Count).ShouldBe((ColumnType.Date, 0));
        found.Missing.ShouldBe([new(word, 1)]);
    }

    [Theory]
    [InlineData("2024-01-05 13", "yyyy-MM-dd HH")]
    [InlineData("2024-01-05 13.45.10", "yyyy-MM-dd HH.mm.ss")]
    [InlineData("13:45 25.1.2024", "H:mm d.M.yyyy")]
    [InlineData("1:45 PM 1/25/2024", "h:mm tt M/d/yyyy")]
    [InlineData("Jan-5-2024", "MMM-d-yyyy")]
    [InlineData("2024_01_05", "yyyy_MM_dd")]
    public void A_date_is_read_in_its_format(string text, string format) =>
        Columns.Read(text.Times(5)).Formats.ShouldBe([format]);

    private static IReadOnlyDictionary<string, ColumnReading> Read(params (string Name, IEnumerable<string> Texts)[] columns) =>
        ReadingJudge.Of(columns.ToDictionary(column => column.Name, column => Columns.Evidence(column.Texts)), ",");
}
