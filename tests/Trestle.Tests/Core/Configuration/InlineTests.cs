using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;

using Xunit;

namespace Trestle.Tests.Core.Configuration;

public sealed class InlineTests
{
    private static readonly ConfigurationBinder Binder = new(new SettingModel());

    [Fact]
    public void Settings_of_an_inlined_record_stand_among_those_of_the_outer_one()
    {
        var bound = Bind("name: churn\ntarget: left\nkey: [id, day]\ndeep: 3\n");

        bound.Value.Name.ShouldBe("churn");
        bound.Value.Columns.Target.ShouldBe("left");
        bound.Value.Columns.Key.ShouldBe(["id", "day"]);
        bound.Value.Columns.Time.ShouldBe("day");
        bound.Value.Columns.Inner.Deep.ShouldBe(3);
        bound.Positions.Find("target").ToString().ShouldBe("trestle.yaml:2:9");
        bound.Positions.Find("key[1]").ToString().ShouldBe("trestle.yaml:3:11");
    }

    [Fact]
    public void Two_bound_records_share_nothing()
    {
        var one = Bind("name: a\ntarget: x\ndeep: 1\n").Value;
        var other = Bind("name: b\ntarget: y\n").Value;

        one.Columns.Inner.Deep.ShouldBe(1);
        other.Columns.Inner.Deep.ShouldBe(7);
        one.Columns.Target.ShouldBe("x");
    }

    [Fact]
    public void A_null_that_is_allowed_is_set() => Bind("name: a\ntarget: x\ntime: null\n").Value.Columns.Time.ShouldBeNull();

    [Fact]
    public void A_missing_setting_is_missed_in_the_outer_section()
    {
        var problem = Should.Throw<TrestleException>(() => Bind("name: churn\n")).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe("TR0012");
        problem.Found.ShouldBe("the file has no 'target'");
        problem.Where.ShouldBe("trestle.yaml:1:1");
    }

    [Fact]
    public void A_mistake_names_the_flat_key()
    {
        var problems = Should.Throw<TrestleException>(() => Bind("name: churn\ntarget: x\ndeep: 11\nkex: id\ncolumns: {}\n")).Problems;

        problems.Select(problem => $"{problem.Code} {problem.Where}")
            .ShouldBe(["TR0014 trestle.yaml:3:7", "TR0010 trestle.yaml:4:1", "TR0010 trestle.yaml:5:1"]);
        problems[1].Fix.ShouldBe("did you mean 'key'?");
    }

    [Fact]
    public void The_canonical_text_is_flat_and_is_read_again()
    {
        var text = CanonicalConfiguration.Write(Bind("target: x\nname: a\ndeep: 2\n").Value);

        text.ShouldBe("""{"deep":2,"key":[],"name":"a","target":"x","time":"day"}""");
        CanonicalConfiguration.Write(Bind(text).Value).ShouldBe(text);
    }

    [Fact]
    public void The_reference_has_one_table()
    {
        var page = ConfigurationReference.Markdown(typeof(Outer), new SettingModel());

        page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])
            .ShouldBe(["name", "target", "key", "time", "deep"]);
        page.ShouldNotContain("\n## ");
    }

    [Fact]
    public void The_schema_is_flat()
    {
        var schema = JsonNode.Parse(JsonSchema.For(typeof(Outer), new SettingModel()))!;

        schema["properties"]!.AsObject().Select(property => property.Key).ShouldBe(["name", "target", "key", "time", "deep"]);
        schema["required"]!.AsArray().Select(key => key!.GetValue<string>()).ShouldBe(["name", "target"]);
        schema["$defs"]!.AsObject().ShouldBeEmpty();
    }

    [Fact]
    public void Two_settings_of_one_key_are_a_mistake_of_the_program()
    {
        Should.Throw<InvalidOperationException>(() => new SettingModel().Describe(typeof(Twice))).Message
            .ShouldEndWith("has two settings 'deep'");
        Should.Throw<InvalidOperationException>(() => new SettingModel().Describe(typeof(Itself))).Message
            .ShouldEndWith("cannot be inlined");
    }

    private static Bound<Outer> Bind(string yaml) => Binder.Parse<Outer>(yaml, "trestle.yaml");

    public sealed record Outer
    {
        [Setting("Name.")]
        public required string Name { get; init; }

        [Inline]
        public required Roles Columns { get; init; }
    }

    public sealed record Roles
    {
        [Setting("What is predicted.")]
        public required string Target { get; init; }

        [Setting("What identifies a row.")]
        public IReadOnlyList<string> Key { get; init; } = [];

        [Setting("When a row happened.")]
        public string? Time { get; init; } = "day";

        [Inline]
        public Innermost Inner { get; init; } = new();
    }

    public sealed record Innermost
    {
        [Setting("A number.")]
        [Range(1, 10)]
        public int Deep { get; init; } = 7;
    }

    public sealed record Twice
    {
        [Setting("A number.")]
        public int Deep { get; init; }

        [Inline]
        public Innermost Inner { get; init; } = new();
    }

    public sealed record Itself
    {
        [Setting("A number.")]
        public int Deep { get; init; }

        [Inline]
        public Itself? Inner { get; init; }
    }
}
