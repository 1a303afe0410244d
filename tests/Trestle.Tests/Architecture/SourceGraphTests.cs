using Shouldly;

using Xunit;

namespace Trestle.Tests.Architecture;

/// <summary>What counts as an arrow, and how a graph is walked.</summary>
public sealed class SourceGraphTests
{
    private const string Used = """
        namespace B;

        public class Used { public int Value; public static Used Make() => new(); public static Used operator +(Used a, Used b) => a; }
        public interface IUsed;
        public sealed class UsedAttribute : System.Attribute;

        public static class Extensions
        {
            public const int Limit = 3;
            public static int Double(this int number) => 2 * number;
            extension(int number) { public int Half() => number / 2; }
        }
        """;

    [Theory]
    [InlineData("class A { B.Used? used; }", "Used")]
    [InlineData("class A : B.IUsed;", "IUsed")]
    [InlineData("[B.Used] class A;", "UsedAttribute.UsedAttribute()")]
    [InlineData("class A { int Limit => B.Extensions.Limit; }", "Extensions")]
    [InlineData("using B; class A { int Six => 3.Double(); }", "Extensions.Double(int)")]
    [InlineData("using B; class A { int Two => 4.Half(); }", "Extensions.extension(int).Half()")]
    [InlineData("using static B.Used; class A { object Made => Make(); }", "Used")]
    [InlineData("using Other = B.Used; class A { object Made = new Other(); }", "Used")]
    [InlineData("class A { void M() { int Local() { return typeof(B.Used).Name.Length; } Local(); } }", "Used")]
    [InlineData("class A { System.Func<object> M => () => { var list = new List<B.Used>(); return list; }; }", "Used")]
    [InlineData("class A { bool Is(object o) => o is B.Used { Value: 1 }; }", "Used")]
    [InlineData("namespace B { class A { string Name => nameof(Used); } }", "Used")]
    public void Whatever_names_a_symbol_is_an_arrow(string user, string symbol)
    {
        var graph = SourceGraph.Of(new Dictionary<string, string> { ["a/A.cs"] = $"// first line\n{user}", ["b/B.cs"] = Used });

        var arrow = graph.Arrows.ShouldHaveSingleItem();

        (arrow.From, arrow.To, arrow.Line, arrow.Symbol).ShouldBe(("a/A.cs", "b/B.cs", 2, symbol));
    }

    [Theory]
    [InlineData("/* B.Used */ class A { string Text = \"B.Used\"; }")]
    [InlineData("/// <see cref=\"B.Used\"/>\nclass A;")]
    [InlineData("using B; class A;")]
    [InlineData("class Used; class A { Used? used; }")]
    public void A_word_alone_is_no_arrow(string user) =>
        SourceGraph.Of(new Dictionary<string, string> { ["a/A.cs"] = user, ["b/B.cs"] = Used }).Arrows.ShouldBeEmpty();

    [Fact]
    public void A_file_can_be_added_and_replaced()
    {
        var graph = SourceGraph.Of(new Dictionary<string, string> { ["a/A.cs"] = "class A { B.Used? used; }", ["b/B.cs"] = Used });

        var added = graph.With(new Dictionary<string, string> { ["c/C.cs"] = "class C { A? a; }" });
        added.Arrows.Select(arrow => (arrow.From, arrow.To)).ShouldBe([("a/A.cs", "b/B.cs"), ("c/C.cs", "a/A.cs")]);
        added.With(new Dictionary<string, string> { ["a/A.cs"] = "class A;" }).Arrows.ShouldHaveSingleItem().From.ShouldBe("c/C.cs");
    }

    [Fact]
    public void Circles_and_reach_are_those_of_the_graph()
    {
        var graph = new DirectedGraph(
            ["a", "b", "c", "d", "e", "f"],
            [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e"), ("e", "d"), ("f", "f")]);

        graph.Circles().ShouldBe([["a", "b", "c"], ["d", "e"]]);
        graph.ReachableFrom("a").ShouldBe(["b", "c", "d", "e"], ignoreOrder: true);
        graph.ReachableFrom("d").ShouldBe(["e"]);
        graph.ReachableFrom("f").ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_and_one_inside_of_it_are_two()
    {
        var graph = SourceGraph.Of(new Dictionary<string, string>
        {
            ["p/A.cs"] = "class A { B.C? c; }",
            ["p/q/C.cs"] = "namespace B { class C { A? a; } }",
        });

        DirectedGraph.OfFolders(graph).Circles().ShouldHaveSingleItem().ShouldBe(["p", "p/q"]);
    }
}
