using System.Text;

using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;

using Xunit;

namespace Trestle.Tests.Rows.Plans;

public sealed class PlanJsonTests
{
    private static readonly FittedPlan Plan = new(
        new RowSchema([new Column("city", ColumnKind.Text), new Column("age", ColumnKind.Number), new Column("x", ColumnKind.Number)]),
        [
            new FittedTrim(["city"], FoldInner: true),
            new FittedImpute(
                [new FilledNumber("age", double.NaN), new FilledNumber("x", 0.1)], [new FilledText("city", null)], Indicator: false),
            new FittedClip([new Clipped("age", null, double.PositiveInfinity), new Clipped("x", -0.0, 1e300)]),
            new FittedStandardScale([new Scaling("age", 1.0 / 3, 5e-324)]),
            new FittedTargetEncode([new TargetColumn("city", ["a", "é\"<"], [new TargetEncoding(0.5, [0.25, 1])])], KeepSource: true),
            new FittedOrdinalEncode([new OrdinalColumn("city", ["a", "b"])], UnseenAs.Code),
        ]);

    private const string Saved =
        """{"version":1,"input":[{"name":"city","kind":"text"},{"name":"age","kind":"number"},{"name":"x","kind":"number"}],"steps":[""" +
        """{"step":"trim","columns":["city"],"foldInner":true},""" +
        """{"step":"impute","numbers":[{"column":"age","value":"NaN"},{"column":"x","value":0.1}],""" +
        "\"texts\":" + """[{"column":"city","value":null}],"indicator":false},""" +
        """{"step":"clip","columns":[{"column":"age","low":null,"high":"Infinity"},{"column":"x","low":-0,"high":1E+300}]},""" +
        """{"step":"standard-scale","columns":[{"column":"age","center":0.3333333333333333,"scale":5E-324}]},""" +
        """{"step":"target-encode","columns":[{"column":"city","categories":["a","é\"<"],""" +
        "\"encodings\"" + """:[{"prior":0.5,"means":[0.25,1]}]}],"keepSource":true},""" +
        """{"step":"ordinal-encode","columns":[{"column":"city","categories":["a","b"]}],"unseen":"code"}]}""";

    [Fact]
    public void A_plan_is_written_as_it_always_was() => Encoding.UTF8.GetString(PlanJson.Write(Plan)).ShouldBe(Saved);

    [Fact]
    public void A_plan_that_is_read_is_written_to_the_same_bytes()
    {
        var read = PlanJson.Read(Encoding.UTF8.GetBytes(Saved));
        read.Input.ShouldBe(Plan.Input);
        Encoding.UTF8.GetString(PlanJson.Write(read)).ShouldBe(Saved);
    }

    [Fact]
    public void A_plan_of_an_earlier_version_is_read()
    {
        var old = Saved
            .Replace("\"step\":\"impute\"", "\"step\":\"fill\"", StringComparison.Ordinal)
            .Replace("\"step\":\"standard-scale\"", "\"step\":\"scale-standard\"", StringComparison.Ordinal)
            .Replace("\"step\":\"target-encode\"", "\"step\":\"target\"", StringComparison.Ordinal)
            .Replace("\"step\":\"ordinal-encode\"", "\"step\":\"ordinal\"", StringComparison.Ordinal);

        Encoding.UTF8.GetString(PlanJson.Write(PlanJson.Read(Encoding.UTF8.GetBytes(old)))).ShouldBe(Saved);
        StepCatalog.Find("scale-robust").Settings.ShouldBe(typeof(RobustScale));
        StepCatalog.Find("frequency").Settings.ShouldBe(typeof(FrequencyEncode));
    }

    [Fact]
    public void Numbers_are_kept_to_the_last_bit() => Gen.Double.Sample(value =>
    {
        var plan = new FittedPlan(Plan.Input, [new FittedRobustScale([new Scaling("age", value, 1)])]);
        var read = (FittedRobustScale)PlanJson.Read(PlanJson.Write(plan)).Steps.Single();
        BitConverter.DoubleToInt64Bits(read.Columns.Single().Center)
            .ShouldBe(BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value));
    });

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"version\":1,\"input\":[],\"steps\":null}")]
    [InlineData("{\"version\":1,\"input\":null,\"steps\":[]}")]
    [InlineData("{\"version\":2,\"input\":[],\"steps\":[]}")]
    [InlineData("{\"version\":1,\"input\":[],\"steps\":[],\"more\":1}")]
    [InlineData("{\"version\":1,\"version\":1,\"input\":[],\"steps\":[]}")]
    [InlineData("{\"version\":1,\"input\":[],\"steps\":[]} x")]
    [InlineData("{\"version\":1,\"input\":[{}],\"steps\":[]}")]
    [InlineData("{\"version\":1,\"input\":[{\"name\":\"a\",\"kind\":\"image\"}],\"steps\":[]}")]
    [InlineData("{\"version\":1,\"input\":[{\"name\":\"a\",\"kind\":0}],\"steps\":[]}")]
    [InlineData("{\"version\":1,\"input\":[{\"name\":\"a\",\"kind\":\"text\"},{\"name\":\"a\",\"kind\":\"text\"}],\"steps\":[]}")]
    public void A_document_that_is_no_plan_is_refused(string json) => Code(json).ShouldBe("TR0054");

    [Theory]
    [InlineData("null", "TR0054")]
    [InlineData("1", "TR0054")]
    [InlineData("{}", "TR0054")]
    [InlineData("{\"step\":1}", "TR0054")]
    [InlineData("{\"step\":null}", "TR0054")]
    [InlineData("{\"step\":\"trim\"}", "TR0054")]
    [InlineData("{\"step\":\"trim\",\"columns\":null,\"foldInner\":true}", "TR0054")]
    [InlineData("{\"step\":\"trim\",\"columns\":[null],\"foldInner\":true}", "TR0054")]
    [InlineData("{\"step\":\"trim\",\"columns\":[],\"foldInner\":1}", "TR0054")]
    [InlineData("{\"step\":\"trim\",\"columns\":[],\"foldInner\":true,\"$type\":\"System.IO.FileInfo\"}", "TR0054")]
    [InlineData("{\"step\":\"trim\",\"step\":\"drop\",\"columns\":[],\"foldInner\":true}", "TR0054")]
    [InlineData("{\"step\":\"trim\",\"columns\":[],\"columns\":[],\"foldInner\":true}", "TR0054")]
    [InlineData("{\"step\":\"tirm\",\"columns\":[],\"foldInner\":true}", "TR0053")]
    [InlineData("{\"step\":\"System.Diagnostics.Process\"}", "TR0053")]
    [InlineData("{\"step\":\"trim\",\"columns\":[\"nowhere\"],\"foldInner\":true}", "TR0051")]
    [InlineData("{\"step\":\"robust-scale\",\"columns\":[{\"column\":\"city\",\"center\":1,\"scale\":1}]}", "TR0052")]
    [InlineData("{\"step\":\"robust-scale\",\"columns\":[null]}", "TR0054")]
    [InlineData("{\"step\":\"robust-scale\",\"columns\":[{\"column\":\"age\",\"center\":\"x\",\"scale\":1}]}", "TR0054")]
    [InlineData(
        "{\"step\":\"one-hot\",\"columns\":[{\"column\":\"city\",\"categories\":[\"a\",\"a\"],\"other\":false,\"missing\":false}]}",
        "TR0054")]
    [InlineData(
        "{\"step\":\"one-hot\",\"columns\":[{\"column\":\"city\",\"categories\":[\"other\"],\"other\":true,\"missing\":false}]}",
        "TR0054")]
    [InlineData(
        "{\"step\":\"frequency-encode\",\"columns\":[{\"column\":\"city\",\"categories\":[\"a\"],\"shares\":[]}],\"keepSource\":true}",
        "TR0054")]
    [InlineData(
        "{\"step\":\"target\",\"columns\":[{\"column\":\"city\",\"categories\":[],\"encodings\":[{\"prior\":1,\"means\":[1]}]}],"
            + "\"keepSource\":true}",
        "TR0054")]
    [InlineData(
        "{\"step\":\"target\",\"columns\":[{\"column\":\"city\",\"categories\":[],"
            + "\"encodings\":[{\"prior\":1,\"means\":[]}]},"
            + "{\"column\":\"city\",\"categories\":[],\"encodings\":[{\"prior\":1,\"means\":[]}]}],\"keepSource\":true}",
        "TR0056")]
    public void A_step_that_is_none_is_refused(string step, string code) =>
        Code($$"""{"version":1,"input":[{"name":"city","kind":"text"},{"name":"age","kind":"number"}],"steps":[{{step}}]}""")
            .ShouldBe(code);

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 10_000));
        Code($$"""{"version":1,"input":[],"steps":{{deep}}""").ShouldBe("TR0054");
        Code($$"""{"version":1,"input":[],"steps":[{"step":"trim","columns":{{deep}}""").ShouldBe("TR0054");
    }

    [Fact]
    public void No_change_of_a_byte_gets_past_with_anything_but_a_problem() =>
        Gen.Select(Gen.Int[0, Saved.Length - 1], Gen.Char["0\"{}[],:nx- "], Gen.Bool).Sample((at, sign, delete) =>
        {
            var changed = delete ? Saved.Remove(at, 1) : Saved[..at] + sign + Saved[(at + 1)..];
            try
            {
                PlanJson.Write(PlanJson.Read(Encoding.UTF8.GetBytes(changed))).ShouldNotBeEmpty();
            }
            catch (TrestleException refused)
            {
                refused.Problems.Single().Code.ShouldBeOneOf("TR0051", "TR0052", "TR0053", "TR0054", "TR0056");
            }
        });

    private static string Code(string json) =>
        Should.Throw<TrestleException>(() => PlanJson.Read(Encoding.UTF8.GetBytes(json)), json).Problems.Single().Code;
}
