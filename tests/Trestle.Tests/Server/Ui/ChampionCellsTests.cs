using Bunit;

using Microsoft.Extensions.DependencyInjection;

using Shouldly;

using Trestle.Server.Ui.Parts;
using Trestle.Stages.Deploy;

using Xunit;

namespace Trestle.Tests.Server.Ui;

/// <summary>What the front page and the page Registry show of the champion.</summary>
public sealed class ChampionCellsTests
{
    private static readonly LiveVersion Small = new("small", 1, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), null);

    [Fact]
    public void The_champion_and_what_answers_are_shown_and_that_they_differ()
    {
        var same = Show(new ChampionStatus("small", 1, [Small, Small with { Deployment = "eu", Version = 3 }]));
        same.Select(cell => cell[0]).ShouldBe(["champion", "answers", "answers in eu"]);
        same[0][1].ShouldBe("version 1");
        same[2][1].ShouldStartWith("version 3 since 2026-01-01");
        Show(new ChampionStatus("small", 2, [Small]))[^1]
            .ShouldBe(
                [
                    "they differ",
                    "the champion is version 2, but version 1 answers: trestle deploy 2, or trestle models promote 1 --reason TEXT",
                ]);
        Show(new ChampionStatus("small", 1, [Small with { Trouble = "its process is gone" }]))[1]
            .ShouldBe(["answers", "version 1 is down"]);
        Show(new ChampionStatus("small", 1, [Small with { Trouble = "it is stopped: rest", Stopped = true }]))[1]
            .ShouldBe(["answers", "version 1 is stopped"]);
        Show(new ChampionStatus("small", null, [])).ShouldBe([["champion", "none yet"]]);
    }

    private static string[][] Show(ChampionStatus status)
    {
        using var context = new BunitContext();
        context.Services.AddSingleton(TimeProvider.System);
        var cells = context.Render<ChampionCells>(parameters => parameters.Add(view => view.Status, status));
        return [.. cells.FindAll("div").Select(cell => cell.Children.Select(part => part.TextContent.Trim()).ToArray())];
    }
}
