using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class FormerNameTests
{
    private static readonly SettingModel Model = new SettingModel()
        .Catalogue<IStep>("step", new Dictionary<string, Type> { ["impute"] = typeof(Impute), ["trim"] = typeof(Cut) });

    private static readonly ConfigurationBinder Binder = new(Model);

    [Fact]
    public void Old_names_are_read_as_the_present_ones_with_a_notice_each()
    {
        var old = Bind("""
            positive: Yes
            check:
              columns: {age: years}
              limits: {pause: 2h}
            steps:
              - fill
              - fill: {with: mode}
              - impute: {strategy: mean}
            seed: 7
            """);
        var present = Bind("""
            positive-class: Yes
            check:
              limits: {cooldown: 2h}
              seed: 7
            columns: {age: years}
            steps:
              - impute
              - impute: {strategy: most-frequent}
              - impute: {strategy: mean}
            """);

        CanonicalConfiguration.Write(old.Value, Model).ShouldBe(CanonicalConfiguration.Write(present.Value, Model));
        present.Notices.ShouldBeEmpty();
        old.Notices.ShouldBe(
        [
            "trestle.yaml:1: 'positive' is now called 'positive-class'; the old name is still read",
            "trestle.yaml:3: 'check.columns' is now called 'columns'; the old name is still read",
            "trestle.yaml:4: 'pause' is now called 'cooldown'; the old name is still read",
            "trestle.yaml:6: 'fill' is now called 'impute'; the old name is still read",
            "trestle.yaml:7: 'fill' is now called 'impute'; the old name is still read",
            "trestle.yaml:7: 'with' is now called 'strategy'; the old name is still read",
            "trestle.yaml:7: 'mode' is now called 'most-frequent'; the old name is still read",
            "trestle.yaml:9: 'seed' is now called 'check.seed'; the old name is still read",
        ]);
    }

    [Fact]
    public void Values_under_an_old_name_keep_their_place()
    {
        var bound = Bind("positive: Yes\ncheck:\n  columns: {age: years}\n");

        bound.Positions.Find("positive-class").ToString().ShouldBe("trestle.yaml:1:11");
        bound.Positions.Find("columns.age").ToString().ShouldBe("trestle.yaml:3:18");
    }

    [Fact]
    public void A_moved_setting_opens_its_section() => Bind("positive: Yes\nseed: 9\n").Value.Check.Seed.ShouldBe(9);

    [Fact]
    public void A_wrong_value_under_an_old_name_is_shown_where_it_stands()
    {
        var problem = Should.Throw<TrestleException>(() => Bind("positive: Yes\nseed: many\n")).Problems.ShouldHaveSingleItem();

        (problem.Code, problem.Found, problem.Where).ShouldBe(("TR0013", "'check.seed' is 'many'", "trestle.yaml:2:7"));
    }

    [Theory]
    [InlineData(
        "positive-class: No\npositive: Yes", "2:1",
        "'positive' is the old name of 'positive-class', and there is already a value at trestle.yaml:1:1")]
    [InlineData(
        "positive: Yes\npositive-class: No", "1:1",
        "'positive' is the old name of 'positive-class', and there is already a value at trestle.yaml:2:1")]
    [InlineData(
        "positive: Yes\nplus: No", "2:1",
        "'plus' is the old name of 'positive-class', and there is already a value at trestle.yaml:1:1")]
    [InlineData(
        "plus: Yes\ncheck:\n  columns: {a: b}\ncolumns: {}", "3:3",
        "'check.columns' is the old name of 'columns', and there is already a value at trestle.yaml:4:1")]
    [InlineData(
        "plus: Yes\ncheck: {seed: 1}\nseed: 2", "3:1",
        "'seed' is the old name of 'check.seed', and there is already a value at trestle.yaml:2:9")]
    [InlineData(
        "plus: Yes\ncheck: short\nseed: 2", "3:1",
        "'seed' is the old name of 'check.seed', and there is already a value at trestle.yaml:2:1")]
    public void Old_and_present_name_together_are_a_mistake_that_names_both_places(string yaml, string where, string found)
    {
        var problem = Should.Throw<TrestleException>(() => Bind(yaml)).Problems.ShouldHaveSingleItem();

        (problem.Code, problem.Where, problem.Found).ShouldBe(("TR0029", $"trestle.yaml:{where}", found));
    }

    [Fact]
    public void Nearest_names_are_the_present_ones() =>
        Should.Throw<TrestleException>(() => Bind("positive-clas: Yes\n")).Problems[0].Fix.ShouldBe("did you mean 'positive-class'?");

    [Fact]
    public void A_missing_setting_is_asked_for_under_its_present_name() =>
        Should.Throw<TrestleException>(() => Bind("columns: {}\n")).Problems.ShouldHaveSingleItem().Found
            .ShouldBe("the file has no 'positive-class'");

    [Fact]
    public void The_reference_shows_no_old_name()
    {
        var page = ConfigurationReference.Markdown(typeof(File), Model);

        foreach (var old in new[] { "`positive`", "`plus`", "`fill`", "`with`", "`mode`", "`pause`" })
        {
            page.ShouldNotContain(old);
        }

        page.ShouldContain("`positive-class`");
    }

    [Fact]
    public void The_schema_marks_old_names_as_deprecated()
    {
        var schema = JsonNode.Parse(JsonSchema.For(typeof(File), Model))!;

        schema["properties"]!["positive"]!.ToJsonString()
            .ShouldBe(
                """{"type":["string","number","boolean"],"description":"Now called \u0027positive-class\u0027.","deprecated":true}""");
        schema["properties"]!["seed"]!["description"]!.GetValue<string>().ShouldBe("Now called 'check.seed'.");
        schema["required"].ShouldBeNull();
        schema["$defs"]!["check"]!["anyOf"]![1]!["properties"]!["columns"]!["deprecated"]!.GetValue<bool>().ShouldBeTrue();
        schema["$defs"]!["step.impute"]!["properties"]!["with"]!["deprecated"]!.GetValue<bool>().ShouldBeTrue();
        schema["$defs"]!["step.impute"]!["properties"]!["strategy"]!["anyOf"]![1]!.ToJsonString()
            .ShouldBe("""{"const":"mode","description":"Now called \u0027most-frequent\u0027.","deprecated":true}""");
        var forms = schema["$defs"]!["step"]!["anyOf"]!.AsArray();
        forms.Single(form => (string?)form!["const"] == "fill")!["deprecated"]!.GetValue<bool>().ShouldBeTrue();
        forms.Select(form => form!["properties"]?["fill"]).OfType<JsonObject>().ShouldHaveSingleItem()["description"]!.GetValue<string>()
            .ShouldBe("Now called 'impute'.");
    }

    [Fact]
    public void Names_that_clash_are_a_mistake_of_the_program()
    {
        Should.Throw<InvalidOperationException>(() => new SettingModel().Describe(typeof(Clash))).Message
            .ShouldEndWith("has two settings 'a'");
        Should.Throw<InvalidOperationException>(() => new ConfigurationBinder(new SettingModel()).Parse<Lost>("a: 1", "f")).Message
            .ShouldBe("'gone.a' cannot be an old path: its section is gone, or the name is in use");
        Should.Throw<InvalidOperationException>(() => new SettingModel()
            .Catalogue<IStep>("step", new Dictionary<string, Type> { ["impute"] = typeof(Impute), ["fill"] = typeof(Cut) })
            .Describe(typeof(File))).Message.ShouldBe("there are two steps 'fill'");
    }

    private static Bound<File> Bind(string yaml) => Binder.Parse<File>(yaml, "trestle.yaml");

    public sealed record File
    {
        [Setting("The class that counts as positive.")]
        [Formerly("positive", "plus")]
        public required string PositiveClass { get; init; }

        [Setting("What is known of columns.")]
        [Formerly("check.columns")]
        public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

        [Setting("What is checked.")]
        public Check Check { get; init; } = new();

        [Setting("What happens to the values.")]
        public IReadOnlyList<IStep> Steps { get; init; } = [];
    }

    public sealed record Check
    {
        [Setting("Start of everything random.")]
        [Formerly(".seed")]
        public int Seed { get; init; } = 42;

        [Setting("How often.")]
        public Limits Limits { get; init; } = new();

        [ShortForm]
        public static Check FromText(string text) => new();
    }

    public sealed record Limits
    {
        [Setting("Least time between two trainings.")]
        [Formerly("pause")]
        public TimeSpan Cooldown { get; init; }
    }

    public interface IStep;

    public enum Strategy
    {
        Mean,

        [Formerly("mode")]
        MostFrequent,
    }

    [Formerly("fill")]
    public sealed record Impute : IStep
    {
        [Setting("What takes the place of no value.")]
        [Formerly("with")]
        public Strategy Strategy { get; init; }
    }

    public sealed record Cut : IStep;

    public sealed record Clash
    {
        [Setting("One.")]
        public int A { get; init; }

        [Setting("Other.")]
        [Formerly("a")]
        public int B { get; init; }
    }

    public sealed record Lost
    {
        [Setting("One.")]
        [Formerly("gone.a")]
        public int A { get; init; }
    }
}
