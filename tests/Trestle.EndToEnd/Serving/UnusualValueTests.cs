using Shouldly;

using Trestle.Core.Schema;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Values that keep the contract, and that the training did not have.</summary>
public sealed class UnusualValueTests
{
    private static readonly RequestPolicy Flag = new();

    [Theory]
    [InlineData("""{"age":42,"plan":"plus"}""", null)]
    [InlineData("""{"age":17,"plan":" plus "}""", null)]
    [InlineData("""{"age":89,"plan":"basic"}""", null)]
    [InlineData("""{"age":null,"plan":"plus"}""", "age missing=1")]
    [InlineData("""{"age":16.9,"plan":"plus"}""", "age out-of-range=1")]
    [InlineData("""{"age":90,"plan":"gold"}""", "age out-of-range=1, plan unseen=1")]
    [InlineData("""{"age":42,"plan":"PLUS"}""", "plan unseen=1")]
    [InlineData("""{"age":42,"plan":" N/A "}""", "plan missing=1")]
    public async Task They_are_scored_and_flagged(string row, string? flags)
    {
        await using var model = await RunningModel.StartAsync(TodaysPackages.Make(), Flag);
        var answer = await model.PostAsync($$"""{"instances":[{{row}}]}""");
        answer.Status.ShouldBe(200, answer.Text);
        answer.Predictions.Count.ShouldBe(1);
        (answer.Headers.TryGetValues("X-Trestle-Flags", out var found) ? found.Single() : null).ShouldBe(flags);
    }

    [Theory]
    [InlineData("age,plan\n,plus\n200,gold\n201,gold\n1,plus\n", "text/csv")]
    [InlineData("""{"inputs":{"age":[null,200,201,1],"plan":["plus","gold","gold","plus"]}}""", "application/json")]
    public async Task They_are_counted_by_column(string body, string type)
    {
        await using var model = await RunningModel.StartAsync(TodaysPackages.Make(), Flag);
        (await model.PostAsync(body, type)).Headers.GetValues("X-Trestle-Flags").Single()
            .ShouldBe("age missing=1, age out-of-range=3, plan unseen=2");
        await model.PostAsync(body, type);
        var metrics = (await model.GetAsync("/metrics")).Text;
        foreach (var (column, flag, values) in new[] { ("age", "missing", 2), ("age", "out-of-range", 6), ("plan", "unseen", 4) })
        {
            metrics.ShouldContain(
                $"trestle_flagged_values_total{{version=\"0\",role=\"live\",column=\"{column}\",flag=\"{flag}\"}} {values}\n");
        }
    }

    [Fact]
    public async Task Those_of_a_bad_row_are_not_counted()
    {
        await using var model = await RunningModel.StartAsync(TodaysPackages.Make(), Flag);
        var answer = await model.PostAsync("""{"instances":[{"age":200,"plan":3},{"age":201,"plan":"plus"}]}""");
        answer.Headers.GetValues("X-Trestle-Flags").Single().ShouldBe("age out-of-range=1");
        answer.Headers.GetValues("X-Trestle-Faults").Single().ShouldBe("1");
    }

    [Fact]
    public async Task They_are_accepted_or_rejected_where_the_settings_say_so()
    {
        const string Body = """{"instances":[{"age":42,"plan":"plus"},{"age":200,"plan":"plus"},{"age":42,"plan":"gold"}]}""";
        await using var accepting = await RunningModel.StartAsync(
            TodaysPackages.Make(), new RequestPolicy { Unseen = UnusualValue.Accept, OutOfRange = UnusualValue.Accept });
        var accepted = await accepting.PostAsync(Body);
        (accepted.Status, accepted.Headers.Contains("X-Trestle-Flags")).ShouldBe((200, false));

        await using var rejecting = await RunningModel.StartAsync(
            TodaysPackages.Make(), new RequestPolicy { Unseen = UnusualValue.Reject, OutOfRange = UnusualValue.Reject });
        (await rejecting.PostAsync(Body)).Json["faults"]!.AsArray().Select(fault => $"{fault!["row"]} {fault["code"]} {fault["field"]}")
            .ShouldBe(["1 TR1944 age", "2 TR1943 plan"]);

        await using var mixed = await RunningModel.StartAsync(
            TodaysPackages.Make(column => column.Name == "plan" ? column with { Unseen = UnusualValue.Reject } : column), Flag);
        var answer = await mixed.PostAsync(Body);
        answer.Json["faults"]!.AsArray().ShouldHaveSingleItem()!["code"]!.GetValue<string>().ShouldBe("TR1943");
        answer.Headers.GetValues("X-Trestle-Flags").Single().ShouldBe("age out-of-range=1");
    }

    [Fact]
    public async Task A_missing_value_is_refused_where_the_column_is_declared()
    {
        await using var model = await RunningModel.StartAsync(
            TodaysPackages.Make(column => column.Name == "age" ? column with { Required = true } : column), Flag);
        var answer = await model.PostAsync("""{"instances":[{"age":null,"plan":"plus"}]}""");
        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((400, "TR1917"));
    }
}
