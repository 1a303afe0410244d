using CsCheck;

using Shouldly;

using Trestle.Stages.Clean.Repairs;

using Xunit;

namespace Trestle.Tests.Stages.Clean.Repairs;

/// <summary>What is found in tables with known faults, and what is left alone.</summary>
public sealed class RepairSearchTests
{
    [Fact]
    public void A_misspelled_value_gets_what_other_rows_with_the_same_zip_have() =>
        Changed("city", 7, "montgomxry").ShouldBe([("city", "montgomxry", "montgomery")]);

    [Fact]
    public void A_value_of_another_row_is_found_by_two_columns_that_agree() =>
        Changed("city", 7, "anchorage").ShouldBe([("city", "anchorage", "montgomery")]);

    [Fact]
    public void A_missing_value_is_filled_from_the_rows_that_share_a_value() =>
        Changed("city", 7, null).ShouldBe([("city", null, "montgomery")]);

    [Fact]
    public void Where_only_one_column_contradicts_another_nobody_knows_which_is_wrong() => Changed("zip", 7, "35203").ShouldBeEmpty();

    [Fact]
    public void A_word_that_writes_all_missing_values_of_a_table_stays() => Tables.Repaired(
        Tables.Of(("n", Tables.Times(100, "12", "15", "NA", "19")), ("t", Tables.Times(100, "a", "NA", "b")))).ShouldBeEmpty();

    [Fact]
    public void A_frequent_value_that_is_nowhere_the_most_frequent_one_is_right()
    {
        string?[] kind = [.. Enumerable.Range(0, 300).Select(row => $"kind {row % 12}")];
        string?[] engine =
            [.. Enumerable.Range(0, 300).Select(row => row % 12 > 8 ? "Reciprocating" : row % 8 == 1 ? "Turbo-jet" : "Turbo-fan")];
        Tables.Repaired(Tables.Of(("kind", kind), ("engine", engine))).ShouldBeEmpty();
    }

    [Fact]
    public void The_case_of_a_word_for_no_value_does_not_count()
    {
        string?[] numbers = [.. Tables.Times(100, "12", "15", "NA", "19")];
        (numbers[1], numbers[2]) = (null, "na");
        Tables.Repaired(Tables.Of(("n", numbers), ("t", Tables.Times(100, "a", "NA", "b")))).ShouldBeEmpty();
    }

    [Fact]
    public void A_rare_value_of_several_rows_is_a_value_of_its_own()
    {
        string?[] sea = [.. Tables.Times(600, "INLAND", "NEAR BAY")];
        (sea[0], sea[2], sea[4], sea[8]) = ("ISLAND", "ISLAND", "ISLAND", "INLSAND");
        Tables.Repaired(Tables.Of(("sea", sea))).ShouldBe([("sea", "INLSAND", "INLAND")]);
    }

    [Fact]
    public void Exceptions_that_gather_at_one_value_of_another_column_are_a_rule_and_stay()
    {
        string?[] state = [.. Enumerable.Range(0, 200).Select(row => row % 20 == 19 ? "ak" : "al")];
        string?[] code = [.. Enumerable.Range(0, 200).Select(row => $"m-{(char)('a' + (row % 19 % 7))}")];
        string?[] average = [.. code.Zip(state).Select(pair => $"{pair.Second}_{pair.First}")];
        average[0] = "al_m-x";
        Tables.Repaired(Tables.Of(("state", state), ("code", code), ("average", average))).ShouldBe([("average", "al_m-x", "al_m-a")]);
    }

    [Theory]
    [InlineData("12.0 oz.", "12.0 oz", "16.0 ounce", "12", "12", "16")]
    public void A_unit_written_in_several_ways_is_taken_away(string a, string b, string c, string first, string second, string third) =>
        Tables.Repaired(Tables.Of(("size", Tables.Times(90, a, b, c)))).ShouldBe(
            [("size", a, first), ("size", b, second), ("size", c, third)]);

    [Fact]
    public void A_percent_sign_means_what_the_size_of_the_numbers_says()
    {
        string?[] noise = [.. Tables.Times(100, "0.05", "0.06", "0.07")];
        noise[4] = "0.055999999999999994%";
        Tables.Repaired(Tables.Of(("abv", noise))).ShouldBe([("abv", "0.055999999999999994%", "0.056")]);
        noise[4] = "5%";
        Tables.Repaired(Tables.Of(("abv", noise))).ShouldBe([("abv", "5%", "0.05")]);
        noise[4] = "0.4%";
        Tables.Repaired(Tables.Of(("abv", noise))).ShouldBeEmpty("0.4 and 0.004 are both as far from the others");
    }

    [Fact]
    public void The_rare_form_of_numbers_becomes_the_usual_one()
    {
        string?[] minutes = [.. Tables.Times(200, "90 min", "104 min", "121 min")];
        (minutes[3], minutes[4]) = ("99", "100 mins");
        Tables.Repaired(Tables.Of(("duration", minutes))).ShouldBe([("duration", "99", "99 min"), ("duration", "100 mins", "100 min")]);

        string?[] votes = [.. Tables.Times(200, "1200", "15000", "950", "3100")];
        votes[5] = "12,345";
        Tables.Repaired(Tables.Of(("votes", votes))).ShouldBe([("votes", "12,345", "12345")]);
    }

    [Fact]
    public void Words_for_no_value_go_from_columns_of_numbers_where_other_missing_values_are_empty()
    {
        string?[] numbers =
            [.. Enumerable.Range(0, 100).Select(row => row % 20 == 7 ? "-999" : row % 20 == 9 ? "N/A" : $"{12 + (row % 17)}")];
        Tables.Repaired(Tables.Of(("n", numbers), ("t", Tables.Times(100, "a", null, "b"))))
            .ShouldBe([("n", "-999", null), ("n", "N/A", null)]);
    }

    [Fact]
    public void The_end_of_a_value_moves_to_the_column_that_lacks_it()
    {
        string?[] city = [.. Tables.Times(60, "Portland", "Albany", "Denver")];
        string?[] state = [.. Tables.Times(60, "OR", "NY", "CO")];
        foreach (var row in new[] { 3, 7, 11, 15, 20 })
        {
            (city[row], state[row]) = ($"{city[row]} {state[row]}", null);
        }

        var repaired = RepairSearch.Run(Tables.Of(("city", city), ("state", state)), CancellationToken.None).Repaired;
        repaired.Block.Texts(0).ToArray().ShouldBe([.. Tables.Times(60, "Portland", "Albany", "Denver")]);
        repaired.Block.Texts(1).ToArray().ShouldBe([.. Tables.Times(60, "OR", "NY", "CO")]);
    }

    [Fact]
    public void Exchanged_values_go_back()
    {
        string?[] city = [.. Tables.Times(90, "Paris", "Rome", "Oslo")];
        string?[] land = [.. Tables.Times(90, "France", "Italy", "Norway")];
        (city[4], land[4]) = (land[4], city[4]);
        Tables.Repaired(Tables.Of(("city", city), ("land", land))).ShouldBe([("city", "Italy", "Rome"), ("land", "Rome", "Italy")]);
    }

    [Fact]
    public void A_number_ten_times_too_large_or_negative_comes_back()
    {
        string?[] heights = [.. Enumerable.Range(0, 400).Select(row => $"{150 + (row % 47)}")];
        (heights[9], heights[20], heights[25]) = ("1720", "-165", "1.8");
        Tables.Repaired(Tables.Of(("height", heights))).ShouldBeEmpty("three may be numbers of their own");
        heights[30] = "18100";
        Tables.Repaired(Tables.Of(("height", heights))).ShouldBe(
            [("height", "1720", "172"), ("height", "-165", "165"), ("height", "1.8", "180"), ("height", "18100", "181")]);
        heights[31] = "2500000";
        Tables.Repaired(Tables.Of(("height", heights))).ShouldBeEmpty("one number is nothing that is known");
    }

    [Fact]
    public void A_slip_in_a_column_of_few_values_is_mended_and_digits_are_not_touched()
    {
        string?[] sample = [.. Enumerable.Range(0, 400).Select(row => $"{row % 30} patients")];
        (sample[5], sample[6]) = ("5 patiexts", "6xpatients");
        Tables.Repaired(Tables.Of(("sample", sample))).ShouldBe(
            [("sample", "5 patiexts", "5 patients"), ("sample", "6xpatients", "6 patients")]);

        string?[] kind = [.. Tables.Times(300, "acute care hospitals", "critical access hospitals")];
        (kind[4], kind[6], kind[8]) = ("acutexcarexhospitals", "acute care hoxpitalx", "childrens hospitals");
        Tables.Repaired(Tables.Of(("kind", kind))).ShouldBe(
            [("kind", "acutexcarexhospitals", "acute care hospitals"), ("kind", "acute care hoxpitalx", "acute care hospitals")]);
    }

    [Fact]
    public void The_rare_form_of_a_word_becomes_the_frequent_one()
    {
        string?[] city = [.. Tables.Times(300, "Paris", "New York", "Rome")];
        (city[3], city[4], city[5]) = ("PARIS", "New  York", "Rome.");
        Tables.Repaired(Tables.Of(("city", city))).ShouldBe(
            [("city", "PARIS", "Paris"), ("city", "New  York", "New York"), ("city", "Rome.", "Rome")]);
    }

    [Fact]
    public void Repairing_a_repaired_table_changes_nothing_more() => Gen.Select(Gen.Int[0, 119], Gen.Int[0, 2], Gen.Char['f', 'z']).Sample(
        (row, column, letter) =>
        {
            var columns = Tables.Clinics();
            var text = columns[column].Values[row]!;
            columns[column].Values[row] = $"{text[..2]}{letter}{text[3..]}";
            var once = RepairSearch.Run(Tables.Of(columns), default).Repaired;
            var clean = Tables.Of(Tables.Clinics());
            clean.Changes(once).ShouldBeEmpty();
            once.Changes(RepairSearch.Run(once, default).Repaired).ShouldBeEmpty();
        }, iter: 60);

    private static (string Column, string? Before, string? After)[] Changed(string column, int row, string? value)
    {
        var columns = Tables.Clinics();
        columns.Single(clinic => clinic.Name == column).Values[row] = value;
        return Tables.Repaired(Tables.Of(columns));
    }
}
