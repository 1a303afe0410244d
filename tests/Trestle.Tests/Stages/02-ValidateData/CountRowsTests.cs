using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>With task: count every row's target is a count, however many values there are.</summary>
public sealed class CountRowsTests
{
    private const string Yaml = "name: small\nsource: data.csv\ntarget: y\ntask: count\nsplit: {folds: 3}\n";

    /// <summary>More distinct values than are remembered, and three rows after them that are no counts.</summary>
    [Fact]
    public async Task Rows_whose_target_is_no_count_are_set_aside_each_with_its_reason()
    {
        var text = new StringBuilder("x,y\n");
        for (var i = 0; i < 7000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i % 97},{i}\n");
        }

        using var project = new TestProject(Yaml, text.Append("5,-1\n6,0.5\n7,1e3\n8,-0.0\n9,2.0\n10,-3\n").ToString());
        var quarantine = await project.ReadAsync(Stage.ValidateData, Artifact.Quarantine);
        quarantine.RowNumbers.ShouldBe([7001, 7002, 7006]);
        var reason = quarantine.Reasons.ShouldHaveSingleItem();
        (reason.Value, reason.Rows).ShouldBe(("y is not a whole number from 0 on (task: count)", 3L));
        quarantine.Samples.Select(sample => sample.Value).ShouldBe(["-1", "0.5", "-3"]);
    }

    [Fact]
    public async Task A_private_target_is_not_shown()
    {
        var rows = string.Concat(Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i % 7}\n")));
        using var project = new TestProject(Yaml + "private: [y]\n", $"x,y\n{rows}1,0.25\n");
        var quarantine = await project.ReadAsync(Stage.ValidateData, Artifact.Quarantine);
        quarantine.Samples.ShouldHaveSingleItem().Value.ShouldBeNull();
        quarantine.Losses.ShouldHaveSingleItem().ToString().ShouldNotContain("0.25");
    }
}
