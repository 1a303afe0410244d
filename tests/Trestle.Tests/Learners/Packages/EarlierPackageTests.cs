using System.Text;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;

using Xunit;

namespace Trestle.Tests.Learners.Packages;

/// <summary>
/// A package that a version of November 2026 made, with steps under their former names (<c>fill</c>, <c>scale-robust</c>,
/// <c>target</c>, <c>frequency</c>). It was made by <c>trestle run</c> at commit 13f8887 from 400 rows of random customers.
/// </summary>
public sealed class EarlierPackageTests
{
    private static readonly string File = Path.Combine(
        Repository.Root, "tests/Trestle.Tests/Learners/Packages/Earlier/0.1-november.trestle");

    [Fact]
    public void A_package_of_an_earlier_version_gives_the_scores_that_it_was_proved_with()
    {
        var package = ModelPackage.Open(File);
        var samples = Encoding.UTF8.GetString(package.Part("samples.jsonl").Span)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        var columns = package.Plan.Input.Columns.Select(column => new Column(column.Name, ColumnKind.Text)).ToArray();
        var rows = new RowBlock(new RowSchema(columns), samples.Length, [.. columns.Select(column => Texts(samples, column.Name))]);

        var scores = new Scorer(package).Score(rows);

        samples.Length.ShouldBe(80);
        scores.Values.ShouldBe([.. samples.SelectMany(sample => sample["scores"]!.AsArray().Select(score => (double)score!))]);
    }

    [Fact]
    public void Its_figures_can_still_be_read() =>
        JsonNode.Parse(ModelPackage.Open(File).Part("metrics.json").Span)!.ToJsonString().ShouldContain("\"auc\"");

    private static string?[] Texts(JsonObject[] samples, string column) =>
        [.. samples.Select(sample => sample["row"]![column]?.ToString())];
}
