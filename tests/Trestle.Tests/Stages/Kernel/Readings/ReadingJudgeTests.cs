using Shouldly;

using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Readings;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Readings;

/// <summary>How columns are read: the reading that explains most, and what it leaves over.</summary>
public sealed class ReadingJudgeTests
{
    [Theory]
    [InlineData("number", "1|2|3")]
    [InlineData("number", "1.5|-2|3e4|.5|+7")]
    [InlineData("number", "1,234.50|7|12,345,678.90")]
    [InlineData("number", "1'234|7'000|12")]
    [InlineData("number", "(123.50)|7.25|123-|−5.5")]
    [InlineData("number", "1,48,898.25|12,34,567.00")]
    [InlineData("number", "$5.00|$1,200.00|$7")]
    [InlineData("number", "12%|7.5%|100%")]
    [InlineData("number", "1.2k|900|3.4M")]
    [InlineData("number", "12.26 kg|800 g|1 kg")]
    [InlineData("boolean", "yes|no")]
    [InlineData("boolean", "Y|N|y")]
    [InlineData("boolean", "TRUE|false")]
    [InlineData("category", "yes|no|unknown")]
    [InlineData("category", "t|f|n")]
    [InlineData("category", "red|green|blue")]
    [InlineData("date", "2024-01-05|2024-02-17")]
    [InlineData("date", "2024-01-05 10:00:00|2024-02-17")]
    [InlineData("date", "20240105|20240217|20231231")]
    [InlineData("date", "13/01/2024|1/2/2024")]
    [InlineData("date", "5 Jan 2024|17 Feb 2024")]
    [InlineData("code", "00501|94105|02134")]
    [InlineData("code", "536365|C536379|C536381|536400")]
    [InlineData("category", "4B|12A|3C")]
    [InlineData("category", "5 ft 11 in|6 ft 2 in")]
    [InlineData("category", "0x1F|0x20")]
    [InlineData("category", "10-20|20-30")]
    [InlineData("json", "[1,2]|[3]")]
    public void A_column_has_the_reading_that_explains_it(string reading, string texts)
    {
        var found = Columns.Read(texts.Split('|').SelectMany(text => text.Times(5)));
        (found.Reading, found.Question, found.LeftOver.Count).ShouldBe((reading, null, 0));
    }

    [Theory]
    [InlineData("48|75|12,5|33", ',')]
    [InlineData("48|75|12.5|33", '.')]
    [InlineData("1.234,50|99", ',')]
    [InlineData("1.234.567|99", ',')]
    [InlineData("1,234,567|99", '.')]
    public void The_mark_that_reads_more_is_taken_however_few_they_are(string texts, char mark)
    {
        var found = Columns.Read(texts.Split('|').SelectMany((text, i) => text.Times(i == 2 ? 1 : 40)));
        (found.Type, found.DecimalMark, found.Share).ShouldBe((ColumnType.Number, mark, 1));
    }

    [Theory]
    [InlineData("1/1/2022|2/1/2022|12/5/2022")]
    [InlineData("1.1.2022|2.1.2022|12.5.2022")]
    [InlineData("1-1-2022|2-1-2022|12-5-2022")]
    [InlineData("01/02/2022|02/01/2022")]
    [InlineData("1/2/2022 9:05|2/1/2022 10:30")]
    [InlineData("1/2/2022 9:05 AM|2/1/2022 10:30 PM")]
    [InlineData("01.02.03|02.01.04")]
    [InlineData("1,234|5,678")]
    [InlineData("1.234|5.678")]
    public void Two_readings_that_explain_as_much_and_differ_are_a_question(string texts) =>
        Columns.Read(texts.Split('|').SelectMany(text => text.Times(5))).Question.ShouldNotBeNull();

    [Fact]
    public void Days_that_equal_their_months_mean_the_same_in_both_orders() =>
        Columns.Read("01/01/2022", "02/02/2022", "12/12/2022").Question.ShouldBeNull();

    [Fact]
    public void Another_column_proves_the_order_of_day_and_month()
    {
        var readings = ReadingJudge.Of(
            new Dictionary<string, ColumnEvidenceValue>
            {
                ["open"] = Columns.Evidence("1/2/2022", "3/4/2022"),
                ["shut"] = Columns.Evidence("1/31/2022", "3/4/2022"),
            },
            ",");
        readings["open"].Formats.ShouldBe(["M/d/yyyy"]);
        readings["open"].Decided.ShouldBe("'shut' is written that way");
        readings["open"].Question.ShouldBeNull();
    }

    [Theory]
    [InlineData(";", "12,5", ',', "'other' is written that way")]
    [InlineData(";", "12", ',', "values are delimited by ';'")]
    [InlineData(",", "12", '.', "values are delimited by ','")]
    [InlineData(null, "12.5", '.', "'other' is written that way")]
    public void The_file_decides_what_a_point_or_comma_is(string? delimiter, string other, char mark, string why)
    {
        var reading = ReadingJudge.Of(
            new Dictionary<string, ColumnEvidenceValue>
            {
                ["price"] = Columns.Evidence("1,234", "5,678"),
                ["other"] = Columns.Evidence(other, "7"),
            },
            delimiter)["price"];
        (reading.DecimalMark, reading.Decided, reading.Question).ShouldBe((mark, why, null));
    }

    [Fact]
    public void Numbers_of_two_locales_are_a_question() =>
        Columns.Read([.. "1.234,50".Times(30), .. "1,234.50".Times(30), .. "12".Times(30)]).Question!.ShouldContain("locale");

    [Theory]
    [InlineData(@"\N")]
    [InlineData("<NA>")]
    [InlineData("NaT")]
    [InlineData(".")]
    [InlineData("n.a.")]
    [InlineData("#DIV/0!")]
    [InlineData("unknown")]
    [InlineData("missing")]
    public void Words_for_no_value_among_numbers_are_missing_values(string word)
    {
        var found = Columns.Read([.. Columns.Prices(200), .. word.Times(9)]);
        (found.Type, found.Share, found.LeftOver.Count).ShouldBe((ColumnType.Number, 1, 0));
        found.Missing.ShouldBe([new(word, 9)]);
    }

    [Fact]
    public void A_word_that_recurs_among_many_numbers_is_left_over_with_its_rows()
    {
        var found = Columns.Read([.. Columns.Prices(400), .. "call us".Times(9), "oops"]);
        found.Type.ShouldBe(ColumnType.Number);
        found.LeftOver.ShouldBe([new("call us", 9), new("oops", 1)]);
    }

    [Fact]
    public void A_word_that_recurs_next_to_few_numbers_is_a_level_like_them()
    {
        var found = Columns.Read([.. "1".Times(200), .. "2".Times(200), .. "3".Times(200), .. "6+ rooms".Times(9)]);
        (found.Reading, found.Type).ShouldBe(("category", ColumnType.Text));
    }

    [Fact]
    public void A_tenth_of_one_word_among_numbers_is_a_question() =>
        Columns.Read([.. Columns.Prices(400), .. "call us".Times(45)]).Question!.ShouldContain("'call us' (45)");

    [Fact]
    public void One_typing_mistake_does_not_make_a_column_of_numbers_a_code()
    {
        var found = Columns.Read([.. Enumerable.Range(100, 2000).Select(i => $"{i}"), "12x"]);
        found.Type.ShouldBe(ColumnType.Number);
        found.LeftOver.ShouldBe([new("12x", 1)]);
    }

    [Fact]
    public void Midnight_without_its_time_is_read_next_to_other_times()
    {
        var found = Columns.Read([.. Enumerable.Range(1, 23).Select(hour => $"2024-01-01 {hour:00}:00:00"), "2024-01-01"]);
        found.Formats.ShouldBe(["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"]);
        found.Share.ShouldBe(1);
    }

    [Fact]
    public void Whole_numbers_beyond_2_to_the_53_are_told() =>
        Columns.Read("9007199254740993", "9007199254740995").Notes.ShouldHaveSingleItem().ShouldContain("2^53");

    [Fact]
    public void A_currency_next_to_another_is_a_question() =>
        Columns.Read("$5.00", "€7.00", "$9.50").Question.ShouldNotBeNull();

    [Fact]
    public void Percent_next_to_bare_numbers_is_a_question() =>
        Columns.Read([.. "12%".Times(10), .. "0.12".Times(10)]).Question.ShouldNotBeNull();
}
