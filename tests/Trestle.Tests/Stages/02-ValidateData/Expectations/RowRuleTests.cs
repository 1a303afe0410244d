using Shouldly;

using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>Which rows expectations of single rows judge, and which of them fail.</summary>
public sealed class RowRuleTests
{
    [Theory]
    [InlineData("not-null: {column: s}", "a,,NA, ,b", "2 3 4", 5)]
    [InlineData("is-null: {column: s}", "a,,NA", "1", 3)]
    [InlineData("accepted-values: {column: s, values: [Basic, plus]}", "basic,PLUS, plus ,pro,,NA", "4", 4)]
    [InlineData("accepted-values: {column: s, values: [Basic], case-sensitive: true}", "basic,Basic", "1", 2)]
    [InlineData("accepted-values: {column: s, values: [1, 2]}", "1,1.0,2e0,3,x", "4 5", 5)]
    [InlineData("rejected-values: {column: s, values: [test, 0]}", "TEST,0.0,1,tests", "1 2", 4)]
    [InlineData("regex: {column: s, pattern: '^[A-Z]{2}$'}", "AB,ab,ABC,", "2 3", 3)]
    [InlineData("not-regex: {column: s, pattern: '[0-9]'}", "a,b1,2", "2 3", 3)]
    [InlineData("regex-list: {column: s, patterns: ['^a', 'z$']}", "ab,xz,az,b", "4", 4)]
    [InlineData("regex-list: {column: s, patterns: ['^a', 'z$'], all: true}", "ab,xz,az,b", "1 2 4", 4)]
    [InlineData("like: {column: s, pattern: 'A_-%'}", "AB-1,AB-,A-1,xAB-1,A.-", "3 4", 5)]
    [InlineData("like: {column: s, pattern: '1.5'}", "1.5,1x5", "2", 2)]
    [InlineData("not-like: {column: s, pattern: '%test%'}", "a test,tes", "1", 2)]
    [InlineData("length-between: {column: s, min: 2, max: 3}", "a,ab,abc,abcd, ab ", "1 4", 5)]
    [InlineData("length-equals: {column: s, length: 1}", "a,\U0001F600,ab,é", "3", 4)]
    [InlineData("starts-with: {column: s, text: 'A-'}", "A-1,a-1,xA-", "2 3", 3)]
    [InlineData("ends-with: {column: s, text: '.pdf'}", "x.pdf,x.PDF", "2", 2)]
    [InlineData("contains: {column: s, text: '@'}", "a@b,ab", "2", 2)]
    [InlineData("trimmed: {column: s}", "a, a,a\t,a b,\u00A0a", "2 3 5", 5)]
    [InlineData("not-blank: {column: s}", "a, ,\u00A0,", "2 3", 3)]
    [InlineData("no-control-characters: {column: s}", "a,a\u0007,a\u200Bb,a\u202Eb,tab\tin,ü", "2 3 4 5", 6)]
    [InlineData("valid-unicode: {column: s}", "Müller,MÃ¼ller,a\uFFFD,\U0001F600,\uD83D,Ãv", "2 3 5", 6)]
    [InlineData("ascii: {column: s}", "abc,abç", "2", 2)]
    [InlineData("upper-case: {column: s}", "ABC-1,ABc", "2", 2)]
    [InlineData("lower-case: {column: s}", "abc 1,aBc", "2", 2)]
    [InlineData("date-format: {column: s, formats: [dd.MM.yyyy, yyyy]}", "01.02.2024,2024,2024-01-01,31.02.2024", "3 4", 4)]
    [InlineData("of-type: {column: s, type: number}", "1,-1.5e3,1;5,inf,x", "3 4 5", 5)]
    [InlineData("of-type: {column: s, type: whole}", "1,-12,1.0,12345678901234567890", "3", 4)]
    [InlineData("of-type: {column: s, type: date}", "2024-01-31,2024-01-31T10:00:00Z,31.1.2024,2024-02-30", "3 4", 4)]
    [InlineData("of-type: {column: s, type: boolean}", "yes,no,true,2", "4", 4)]
    [InlineData("email: {column: s}", "a.b+c@example.org,a@b,@b.c,a b@c.de,a@b..de,a@-b.de,x@sub.b-c.de", "2 3 4 5 6", 7)]
    [InlineData("url: {column: s}", "https://a.de/x?y=1,http://localhost:8080,ftp://a.de,//a.de,https://,http://a b.de", "3 4 5 6", 6)]
    [InlineData("uuid: {column: s}", "123e4567-e89b-12d3-a456-426614174000,123e4567e89b12d3a456426614174000,x", "2 3", 3)]
    [InlineData("json: {column: s}", "{},[1],\"a\",1,{a:1},{\"a\":1", "5 6", 6)]
    [InlineData("ip-address: {column: s}", "127.0.0.1,::1,1,256.1.1.1,10.0.0", "3 4 5", 5)]
    [InlineData("country-code: {column: s}", "DE,CH,UK,de,XX", "3 4 5", 5)]
    [InlineData("currency-code: {column: s}", "EUR,USD,EURO,eur", "3 4", 4)]
    [InlineData("language-code: {column: s}", "de,en,DE,xx", "3 4", 4)]
    [InlineData("iban: {column: s}", "GB82 WEST 1234 5698 7654 32,DE89370400440532013000,DE88370400440532013000,GB82", "3 4", 4)]
    [InlineData("luhn: {column: s}", "4111 1111 1111 1111,79927398713,79927398710,0,x1", "3 4 5", 5)]
    public void Texts(string expectation, string values, string failing, int judged) =>
        Check(expectation, "s:text", values.Split(','), failing, judged);

    [Theory]
    [InlineData("between: {column: n, min: 0, max: 10}", "0,10,-0.1,10.1,,NA", "3 4", 4)]
    [InlineData("between: {column: n, min: 0, strict-min: true}", "0,1e-9", "1", 2)]
    [InlineData("between: {column: n, max: 10, strict-max: true}", "10,9.99", "1", 2)]
    [InlineData("between: {column: n, min: 0, max: 10, strict-min: true, strict-max: true}", "0,10,5", "1 2", 3)]
    [InlineData("whole-numbers: {column: n}", "1,-2,1.5,1e300", "3", 4)]
    [InlineData("multiple-of: {column: n, step: 0.05}", "0.15,0.1,-3,0.07,1e6", "4", 5)]
    [InlineData("accepted-values: {column: n, values: [1, 2.5]}", "1.0,2.50,3", "3", 3)]
    public void Numbers(string expectation, string values, string failing, int judged) =>
        Check(expectation, "n:number", values.Split(','), failing, judged);

    [Theory]
    [InlineData(
        "date-between: {column: d, from: '2024-01-01', until: '2024-01-31'}",
        "2023-12-31,2024-01-01,2024-01-31 23:59,2024-02-01,", "1 4", 4)]
    [InlineData("date-between: {column: d, until: '2024-01-31T12:00:00'}", "2024-01-31 12:00,2024-01-31 12:01", "2", 2)]
    [InlineData("not-in-future: {column: d}", "2024-05-01 12:00,2024-05-01 12:01", "2", 2)]
    [InlineData("not-in-future: {column: d, tolerance: 1d}", "2024-05-02 12:00,2024-05-02 12:01", "2", 2)]
    public void Dates(string expectation, string values, string failing, int judged) =>
        Check(expectation, "d:date", values.Split(','), failing, judged);

    [Theory]
    [InlineData("greater-than: {column: a, other: b}", "2|1,1|1,1|2,|1,1|", "2 3", 3)]
    [InlineData("greater-than: {column: a, other: b, or-equal: true}", "1|1,1|2", "2", 2)]
    [InlineData("columns-equal: {column: s, other: t}", "||x|x,||x|y,||x|,||| ", "2 3", 3)]
    [InlineData("pair-in-set: {column: s, other: t, pairs: [[DE, EUR], [CH, CHF]]}", "||DE|EUR,||DE|CHF,||DE|", "2", 2)]
    [InlineData("requires: {column: s, other: b}", "|1|x|,||x|,|||", "2", 2)]
    [InlineData("sum-equals: {columns: [a, b], total: 100}", "40|60,40|61,40|,0.1|99.9", "2", 3)]
    [InlineData("sum-equals: {columns: [a, b], total-column: n, tolerance: 0.5}", "1|2|||3.5,1|2|||4,1|2|||", "2", 2)]
    [InlineData("at-least-one: {columns: [a, s]}", "1||,||x,||", "3", 3)]
    [InlineData("exactly-one: {columns: [a, s]}", "1||,||x,||,1||x", "3 4", 4)]
    [InlineData("same-nulls: {columns: [a, s]}", "1||x,||,1||", "3", 3)]
    [InlineData("all-differ: {columns: [a, b, s]}", "1|2|3,1|2|1,1||,1|1|", "2 4", 3)]
    public void Several_columns(string expectation, string values, string failing, int judged) => Check(
        expectation, "a:number b:number s:text t:text n:number",
        [.. values.Split(',').Select(row => row + new string('|', 4 - row.Count(c => c == '|')))], failing, judged);

    [Fact]
    public void Failing_rows_are_named_with_their_values_and_private_ones_without()
    {
        var results = JudgedTable.Judge(
            "{between: {column: n, min: 0}}, {between: {column: p, min: 0}}, {greater-than: {column: n, other: p}}", "n:number p:number!",
            "-1|-2", "1|1", "-3.5|7");
        results[0].Examples.ShouldBe([new FailedRow(1, "-1"), new FailedRow(3, "-3.5")]);
        results[0].Found.ShouldBe("2 rows of 3 (66.7 %) fail: row 1: -1, row 3: -3.5");
        results[1].Examples.ShouldBe([new FailedRow(1, null)]);
        results[1].Found.ShouldBe("1 row of 3 (33.3 %) fails: row 1");
        results[2].Examples.ShouldBe([new FailedRow(2, "n 1"), new FailedRow(3, "n -3.5")]);
    }

    [Fact]
    public void At_most_ten_rows_are_named_those_with_the_smallest_numbers()
    {
        var result = JudgedTable.Judge("{between: {column: n, max: 0}}", "n:number", [.. Enumerable.Range(1, 50).Select(n => $"{n}")])
            .ShouldHaveSingleItem();
        result.Examples.Select(row => row.Row).ShouldBe(Enumerable.Range(1, 10).Select(row => (long)row));
        result.Found.ShouldBe("50 rows of 50 (100.0 %) fail: row 1: 1, row 2: 2, row 3: 3 and 47 more");
    }

    [Fact]
    public void Rows_are_set_aside_where_an_expectation_asks_for_it()
    {
        var results = JudgedTable.Judge(
            "{between: {column: n, min: 0, on-failure: quarantine}}, {email: {column: p, on-failure: quarantine, mostly: 0.9}}",
            "n:number p:text!", ["-1|a@b.de", "2|x", "|"], out var aside);
        aside.Select(row => (row.Position, row.Column, row.Reason, row.Value)).ShouldBe(
            [(0, "n", "fails between (at least 0)", "-1"), (1, "p", "fails email (an e-mail address)", null)]);

        // Without a limit of its own it is a warning, and max-quarantine is the limit.
        (results[0].Passed, results[0].Severity, results[0].Found).ShouldBe(
            (false, Severity.Warning, "1 row of 2 (50.0 %) fails: row 1: -1; set aside"));
        (results[1].Passed, results[1].Severity).ShouldBe((false, Severity.Error));
    }

    [Fact]
    public void Texts_of_hostile_rows_are_shown_short_and_without_control_characters()
    {
        var result = JudgedTable.Judge("{length-equals: {column: s, length: 1}}", "s:text", "a\u001b[31m" + new string('x', 100))
            .ShouldHaveSingleItem();
        result.Examples[0].Value.ShouldBe("'a\uFFFD[31m" + new string('x', 33) + "…'");
    }

    private static void Check(string expectation, string columns, string[] rows, string failing, int judged)
    {
        var result = JudgedTable.Judge($"{{{expectation}}}", columns, rows).ShouldHaveSingleItem();
        string.Join(' ', result.Examples.Select(row => row.Row)).ShouldBe(failing);
        (result.Judged, result.Failing).ShouldBe((judged, failing.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length));
        result.Passed.ShouldBe(failing.Length == 0);
    }
}
