using System.Text.Json.Nodes;

using Bunit;

using Shouldly;

using Trestle.Server.Ui.Parts;

using Xunit;

namespace Trestle.Tests.Server.Ui;

public sealed class DocumentViewTests
{
    [Fact]
    public void Facts_are_a_list_and_lists_of_things_are_tables()
    {
        using var context = new BunitContext();
        var view = context.Render<DocumentView>(parameters => parameters.Add(view => view.Node, JsonNode.Parse(
            """
            {
                "rowNumbers": [1, 2], "share": 0.25, "table": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "columns": [{"name": "x", "rows": 1200}, {"name": "z", "type": "text"}]
            }
            """)));
        view.FindAll("dt").Select(term => term.TextContent).ShouldBe(["row numbers", "share", "table"]);
        view.FindAll("dd").Select(fact => fact.TextContent).ShouldBe(["1, 2", "0.25", "9f86d081884c"]);
        view.FindAll("th").Select(heading => heading.TextContent).ShouldBe(["name", "rows", "type"]);
        view.FindAll("tbody tr").Select(row => string.Join('|', row.QuerySelectorAll("td").Select(cell => cell.TextContent)))
            .ShouldBe(["x|1,200|", "z||text"]);
        view.Find("th.figure").TextContent.ShouldBe("rows");
    }

    [Fact]
    public void What_data_says_is_text_and_nothing_else()
    {
        using var context = new BunitContext();
        var view = context.Render<DocumentView>(
            parameters => parameters.Add(view => view.Node, new JsonObject { ["<b>name</b>"] = "<script>alert(1)</script>\u001b[31m" }));
        view.FindAll("script, b").ShouldBeEmpty();
        view.Find("dd").TextContent.ShouldBe("<script>alert(1)</script>\uFFFD[31m");
    }

    [Fact]
    public void A_long_list_is_cut_and_says_so()
    {
        using var context = new BunitContext();
        var rows = new JsonArray([.. Enumerable.Range(0, 250).Select(i => new JsonObject { ["i"] = i })]);
        var view = context.Render<DocumentView>(parameters => parameters.Add(view => view.Node, rows));
        view.FindAll("tbody tr").Count.ShouldBe(100);
        view.Markup.ShouldContain("and 150 more");
    }
}
