using Shouldly;

using Trestle.Core.Schema;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Requests whose keys are looked up in a keyed table of the package.</summary>
public sealed class LookUpTests
{
    [Theory]
    [InlineData("""{"age":42,"plan":"plus"}""", null)]
    [InlineData("""{"age":42,"plan":"basic"}""", "plan unmatched=1")]
    [InlineData("""{"age":42,"plan":null}""", "plan missing=1")]
    public async Task A_key_that_the_table_does_not_have_is_scored_and_flagged(string row, string? flags)
    {
        await using var model = await RunningModel.StartAsync(
            SamplePackages.LookingUp(TodaysPackages.Make(), required: false), new RequestPolicy());
        var answer = await model.PostAsync($$"""{"instances":[{{row}}]}""");
        answer.Status.ShouldBe(200, answer.Text);
        (answer.Headers.TryGetValues("X-Trestle-Flags", out var found) ? found.Single() : null).ShouldBe(flags);
        if (flags?.Contains("unmatched", StringComparison.Ordinal) == true)
        {
            (await model.GetAsync("/metrics")).Text.ShouldContain(
                "trestle_flagged_values_total{version=\"0\",role=\"live\",column=\"plan\",flag=\"unmatched\"} 1\n");
        }
    }

    [Fact]
    public async Task A_row_that_must_find_one_is_refused_by_its_column_and_the_others_are_answered()
    {
        await using var model = await RunningModel.StartAsync(
            SamplePackages.LookingUp(TodaysPackages.Make(), required: true), new RequestPolicy());
        var answer = await model.PostAsync(
            """{"instances":[{"age":42,"plan":"plus"},{"age":43,"plan":"basic"},{"age":44,"plan":"plus"}]}""");
        answer.Status.ShouldBe(200, answer.Text);
        answer.Headers.GetValues("X-Trestle-Faults").Single().ShouldBe("1");
        answer.Text.ShouldContain("TR2366");
        answer.Text.ShouldNotContain("basic");

        var refused = await model.PostAsync("age,plan\n42,basic\n", "text/csv");
        refused.Status.ShouldBe(422, refused.Text);
        refused.Text.ShouldContain("the value of column 'plan' finds no row in the table 'plans'");
    }
}
