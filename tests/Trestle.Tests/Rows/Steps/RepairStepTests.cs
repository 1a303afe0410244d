using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Texts;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>What the steps that repair values change, and what they leave.</summary>
public sealed class RepairStepTests
{
    [Fact]
    public void Values_are_replaced_exactly_and_missing_ones_stay() => Apply(
        new ReplaceValues { Columns = ["a"], Values = new Dictionary<string, string> { ["xl"] = "al" } },
        [("a", ["xl", "XL", " xl", null, "al"])]).ShouldBe(["al", "XL", " xl", null, "al"]);

    [Fact]
    public void A_number_of_a_request_is_replaced_as_the_text_of_a_file_is()
    {
        var schema = new RowSchema([new Column("a", ColumnKind.Number)]);
        var step = new ReplaceValues { Columns = ["a"], Values = new Dictionary<string, string> { ["31"] = "13", ["5"] = "x" } };
        var bound = step.Fit(schema, StatValues.None).Bind(schema);
        bound.Apply(new RowBlock(schema, 3, [new[] { 31.0, 5, double.NaN }])).Numbers(0).ToArray().ShouldBe([13, 5, double.NaN]);
    }

    [Theory]
    [InlineData("12.0 oz.", "12")]
    [InlineData("19.2 OZ.", "19.2")]
    [InlineData("0.055999999999999994%", "0.056")]
    [InlineData("-3 oz.", "-3")]
    [InlineData("12 kg", "12 kg")]
    [InlineData("oz.", "oz.")]
    [InlineData("12.0", "12.0")]
    [InlineData("", "")]
    public void Known_affixes_go_and_others_stay(string text, string expected) => Apply(
        new NumberForm { Columns = ["a"], Affixes = new Dictionary<string, double> { ["oz."] = 1, ["OZ."] = 1, ["%"] = 1 } },
        [("a", [text])]).ShouldBe([expected]);

    [Theory]
    [InlineData("1,234", "1234 m")]
    [InlineData("1,234,567.5", "1234567.5 m")]
    [InlineData("12.0 m", "12.0 m")]
    [InlineData("12", "12 m")]
    [InlineData("1,23,456", "1,23,456 m")]
    [InlineData("unknown", "unknown")]
    public void A_suffix_is_given_to_all_numbers_and_thousands_lose_their_marks(string text, string expected) => Apply(
        new NumberForm
        {
            Columns = ["a"],
            Affixes = new Dictionary<string, double> { ["m"] = 1 },
            Ungroup = true,
            KeepDigits = true,
            Suffix = " m",
        },
        [("a", [text])]).ShouldBe([expected]);

    [Fact]
    public void A_percent_sign_can_mean_a_division() => Apply(
        new NumberForm { Columns = ["a"], Affixes = new Dictionary<string, double> { ["%"] = 0.01 } }, [("a", ["5%", "0.05"])])
        .ShouldBe(["0.05", "0.05"]);

    [Fact]
    public void The_longest_known_end_moves_where_the_other_column_has_no_value()
    {
        var step = new SplitOff { Columns = ["city", "state"], Words = ["OR", "York", "New York"] };
        (string, string?[])[] rows =
        [
            ("city", ["Portland OR", "Albany, New York", "Portland OR", "OR", "Bend", null]),
            ("state", [null, null, "OR", null, null, null]),
        ];
        Apply(step, rows).ShouldBe(["Portland", "Albany", "Portland OR", "OR", "Bend", null]);
        Apply(step, rows, 1).ShouldBe(["OR", "New York", "OR", null, null, null]);
    }

    [Fact]
    public void Values_are_exchanged_only_where_both_are_in_the_wrong_place()
    {
        var step = new SwapValues
        {
            Columns = ["city", "land"],
            First = ["Paris", "Rome", "Monaco"],
            Second = ["France", "Italy", "Monaco"],
        };
        (string, string?[])[] rows =
            [("city", ["France", "France", "Monaco", null]), ("land", ["Paris", "Italy", "Rome", "Rome"])];
        Apply(step, rows).ShouldBe(["Paris", "France", "Monaco", null]);
        Apply(step, rows, 1).ShouldBe(["France", "Italy", "Rome", "Rome"]);
    }

    [Theory]
    [InlineData("1750", "175")]
    [InlineData("1.75", "175")]
    [InlineData("-175", "175")]
    [InlineData("175", "175")]
    [InlineData("0", "0")]
    [InlineData("900", "900")]
    [InlineData("tall", "tall")]
    public void A_number_a_power_of_ten_or_a_sign_away_comes_back_into_the_range(string text, string expected) =>
        Apply(new ScaleSlips { Columns = ["a"], Low = 120, High = 220 }, [("a", [text])]).ShouldBe([expected]);

    [Fact]
    public void A_number_that_two_changes_bring_into_the_range_stays() =>
        Apply(new ScaleSlips { Columns = ["a"], Low = 1, High = 200 }, [("a", ["2000"])]).ShouldBe(["2000"]);

    [Fact]
    public void A_reference_table_in_a_file_is_for_who_can_read_it() => Should.Throw<TrestleException>(
        () => Apply(new Dependency { Columns = ["city"], From = ["zip"], Reference = "zips.csv" }, [("city", ["a"]), ("zip", ["1"])]))
        .Problems[0].Code.ShouldBe("TR0057");

    [Fact]
    public void A_dependency_mends_what_contradicts_the_majority_and_fills_what_is_missing()
    {
        string?[] zips = ["1", "1", "1", "1", "1", "1", "1", "2", "2", "2", "3"];
        string?[] cities = ["Bonn", "Bonn", "Bonn", "Bonn", "Bonx", null, "Bonn", "Kiel", "Kiel", "Bonn", "Ulm"];
        Apply(new Dependency { Columns = ["city"], From = ["zip"] }, [("city", cities), ("zip", zips)]).ShouldBe(
            ["Bonn", "Bonn", "Bonn", "Bonn", "Bonn", "Bonn", "Bonn", "Kiel", "Kiel", "Bonn", "Ulm"],
            "a value that is right elsewhere is not overruled by two rows");
    }

    [Fact]
    public void A_value_that_one_determining_column_supports_stays()
    {
        string?[] zips = ["1", "1", "1", "1", "1", "1", "2", "2"];
        string?[] codes = ["a", "a", "a", "a", "a", "b", "b", "b"];
        string?[] cities = ["Bonn", "Bonn", "Bonn", "Bonn", "Bonn", "Kiel", "Kiel", "Kiel"];
        Apply(new Dependency { Columns = ["city"], From = ["zip", "code"] }, [("city", cities), ("zip", zips), ("code", codes)])
            .ShouldBe(cities);
        Apply(new Dependency { Columns = ["city"], From = ["zip"] }, [("city", cities), ("zip", zips)])[5]
            .ShouldBe("Kiel", "one column alone may be the wrong one");
    }

    [Fact]
    public void Two_columns_that_agree_overrule_any_value_but_a_word_for_no_value()
    {
        string?[] zips = ["1", "1", "1", "1", "2", "2", "2"];
        string?[] cities = ["Bonn", "Bonn", "Kiel", "N/A", "Kiel", "Kiel", "Kiel"];
        var step = new Dependency { Columns = ["city"], From = ["zip", "code"], MinShare = 0.5 };
        Apply(step, [("city", cities), ("zip", zips), ("code", zips)]).ShouldBe(["Bonn", "Bonn", "Bonn", "N/A", "Kiel", "Kiel", "Kiel"]);
    }

    [Fact]
    public void A_reference_table_overrules_the_rows_and_exceptions_are_left_alone()
    {
        var step = new Dependency
        {
            Columns = ["city"],
            From = ["zip"],
            Known = new Dictionary<string, string> { ["1"] = "Bonn" },
            Unless = new Dictionary<string, IReadOnlyList<string>> { ["state"] = ["AK"] },
        };
        Apply(step, [("city", ["Kiel", "Kiel", "Kiel"]), ("zip", ["1", "1", "2"]), ("state", ["NW", "AK", null])])
            .ShouldBe(["Bonn", "Kiel", "Kiel"]);
    }

    [Fact]
    public void What_was_learned_once_is_applied_without_learning_again()
    {
        var step = new Dependency { Columns = ["city"], From = ["zip"] };
        var schema = Block([("city", []), ("zip", [])]).Schema;
        var learned = step.With(Fit(step, Block([("city", ["Bonn", "Bonn", "Bonn"]), ("zip", ["1", "1", "1"])])));
        learned.Needs(schema).ShouldBeEmpty();
        var block = Block([("city", ["Bnn"]), ("zip", ["1"])]);
        learned.Fit(schema, StatValues.None).Bind(schema).Apply(block).Texts(0).ToArray().ShouldBe(["Bonn"]);
    }

    [Fact]
    public void A_model_that_uses_a_mended_column_asks_for_those_that_determine_it()
    {
        var block = Block([("city", ["Bonn", "Bonn"]), ("zip", ["1", "1"]), ("other", ["x", "y"])]);
        var plan = new FittedPlan(block.Schema, [Fit(new Dependency { Columns = ["city"], From = ["zip"] }, block)]);
        plan.For(["city"]).Input.Columns.Select(column => column.Name).ShouldBe(["city", "zip"]);
        plan.For(["zip"]).Input.Columns.Select(column => column.Name).ShouldBe(["zip"]);
        plan.For(["other"]).Steps.ShouldBeEmpty();
    }

    [Fact]
    public void A_dependency_of_a_column_on_itself_is_refused() => Should.Throw<TrestleException>(
        () => Apply(new Dependency { Columns = ["city"], From = ["city"] }, [("city", ["a"])])).Problems[0].Code.ShouldBe("TR0057");

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    [InlineData("abcdef", "uvwxyz", 5)]
    public void The_distance_of_texts_counts_single_changes(string first, string second, int expected) =>
        TextDistance.Between(first, second, 4).ShouldBe(expected);

    private static string?[] Apply(IRowStep step, (string Name, string?[] Values)[] columns, int output = 0)
    {
        var block = Block(columns);
        return Fit(step, block).Bind(block.Schema).Apply(block).Texts(output).ToArray();
    }

    private static IFittedStep Fit(IRowStep step, RowBlock block) => step.Fit(
        block.Schema, new StatValues(step.Needs(block.Schema).ToDictionary(stat => stat, stat =>
        {
            var value = stat.Start(block.Schema);
            value.Add(block);
            return value;
        })));

    private static RowBlock Block((string Name, string?[] Values)[] columns) => new(
        new RowSchema(columns.Select(column => new Column(column.Name, ColumnKind.Text))), columns[0].Values.Length,
        [.. columns.Select(column => column.Values)]);
}
