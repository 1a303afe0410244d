using Shouldly;

using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>Expectations that only the table as a whole can answer: order, repetition, dependency, size, age.</summary>
public sealed class WholeTableTests
{
    [Theory]
    [InlineData("unique: {column: s}", "a|,b|,a|,|,|,c|", "1 3", 4)]
    [InlineData("unique: {column: n}", "|1,|1.0,|2,|", "1 2", 3)]
    [InlineData("compound-unique: {columns: [s, n]}", "a|1,a|2,b|1,a|1,|,|,a|,a|", "1 4 7 8", 6)]
    [InlineData("increasing: {column: n}", "|1,|1,|,|3,|2,|2", "5", 5)]
    [InlineData("increasing: {column: n, strictly: true}", "|1,|1,|,|3,|2,|2", "2 5 6", 5)]
    [InlineData("increasing: {column: n, group: s}", "a|1,b|9,a|2,b|8,a|3", "4", 5)]
    [InlineData("decreasing: {column: n}", "|3,|2,|2,|4", "4", 4)]
    [InlineData("decreasing: {column: n, strictly: true}", "|3,|2,|2,|1", "3", 4)]
    [InlineData("functional-dependency: {columns: [s], decide: [n]}", "a|1,a|1,a|2,b|5,|7,c|,c|,c|1", "3 8", 7)]
    public void Rows_that_fail_are_named(string expectation, string values, string failing, int judged)
    {
        var result = JudgedTable.Judge($"{{{expectation}}}", "s:text n:number", values.Split(',')).ShouldHaveSingleItem();
        string.Join(' ', result.Examples.Select(row => row.Row)).ShouldBe(failing);
        (result.Judged, result.Failing, result.Passed).ShouldBe((judged, failing.Split(' ').Length, false));
    }

    [Fact]
    public void Of_equally_frequent_values_the_first_is_the_one_that_is_decided() =>
        JudgedTable.Judge("{functional-dependency: {columns: [s], decide: [t]}}", "s:text t:text", "1|b", "1|a", "2|a")
            .ShouldHaveSingleItem().Examples.Select(row => row.Row).ShouldBe([2L]);

    [Theory]
    [InlineData("contains-values: {column: s, values: [a, b]}", true, "each of them")]
    [InlineData("contains-values: {column: s, values: [a, z]}", false, "without z")]
    [InlineData("contains-values: {column: s, values: [a], only: true}", false, "each of them; other values in 1 row")]
    [InlineData("most-common-in-set: {column: s, values: [a]}", true, "'a', in 2 rows")]
    [InlineData("most-common-in-set: {column: s, values: [b]}", false, "another value, in 2 rows, first in row 1")]
    [InlineData("row-count: {min: 4, max: 5}", true, "4 rows")]
    [InlineData("row-count: {min: 5}", false, "4 rows")]
    [InlineData("row-count-equals: {rows: 4}", true, "4 rows")]
    [InlineData("row-count-equals: {rows: 3}", false, "4 rows")]
    [InlineData("column-count: {max: 1}", false, "2 columns")]
    [InlineData("column-count: {min: 2, max: 2}", true, "2 columns")]
    [InlineData("columns-include: {columns: [d, x]}", false, "without x")]
    [InlineData("columns-include: {columns: [d]}", true, "all of them")]
    [InlineData("columns-exactly: {columns: [d, s]}", true, "these")]
    [InlineData("columns-exactly: {columns: [d]}", false, "also s")]
    [InlineData("columns-exactly: {columns: [d, s], ordered: true}", false, "in the order s, d")]
    [InlineData("columns-exactly: {columns: [s, d], ordered: true}", true, "these")]
    [InlineData("freshness: {column: d, max-age: 2d}", true, "latest 2024-04-30")]
    [InlineData("freshness: {column: d, max-age: 1d}", false, "latest 2024-04-30")]
    [InlineData("freshness: {column: s, max-age: 1d}", false, "'s' is read as text")]
    [InlineData("min-between: {column: d, max: 0}", false, "2024-04-01")]
    public void Tables_are_judged(string expectation, bool passed, string found)
    {
        var result = JudgedTable.Judge($"{{{expectation}}}", "s:text d:date", "a|2024-04-30", "a|2024-04-01", "b|", "|2024-04-30")
            .ShouldHaveSingleItem();
        (result.Passed, result.Found).ShouldBe((passed, found));
    }

    [Fact]
    public void All_failures_are_reported_together_also_of_columns_that_do_not_allow_it()
    {
        var results = JudgedTable.Judge(
            "{between: {column: s, min: 0}}, {unique: {column: gone, severity: warning}}, {greater-than: {column: n, other: s}}, "
                + "{between: {column: n, max: 0}}",
            "s:text n:number", "a|1");
        results.Select(result => (result.Passed, result.Severity, result.Expected, result.Found)).ShouldBe(
        [
            (false, Severity.Error, "numbers, dates or booleans in 's'", "'s' is read as text"),
            (false, Severity.Warning, "a column 'gone'", "there is none"),
            (false, Severity.Error, "numbers, dates or booleans in 's'", "'s' is read as text"),
            (false, Severity.Error, "at most 0", "1 row of 1 (100.0 %) fails: row 1: 1"),
        ]);
    }

    [Fact]
    public void A_table_without_rows_fails_unless_the_settings_allow_it() => JudgedTable.Judge(
        "{between: {column: n, min: 0}}, {mean-between: {column: n, min: 0, allow-empty: true}}, {row-count: {min: 0}}", "n:number")
        .Select(result => (result.Passed, result.Found)).ShouldBe([(false, "no rows"), (true, "no rows"), (true, "0 rows")]);

    [Fact]
    public void Without_any_value_rules_hold_and_figures_fail() => JudgedTable.Judge(
        "{between: {column: n, min: 0}}, {unique: {column: n}}, {mean-between: {column: n, min: 0}}, "
            + "{null-share-between: {column: n, max: 1}}",
        "n:number", "", "NA").Select(result => (result.Passed, result.Found)).ShouldBe(
            [(true, "no value to judge"), (true, "no value to judge"), (false, "nothing to measure"), (true, "1")]);
}
