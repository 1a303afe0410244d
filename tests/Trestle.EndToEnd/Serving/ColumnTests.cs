using Shouldly;

using Trestle.Core.Schema;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Which columns a request must have, may have, and must not have by mistake.</summary>
public sealed class ColumnTests : IAsyncLifetime
{
    private const string Infer = "/v2/models/sample-binary/infer";

    private RunningModel model = null!;

    public async ValueTask InitializeAsync() => model = await RunningModel.StartAsync(TodaysPackages.Make(), new RequestPolicy());

    public ValueTask DisposeAsync() => model.DisposeAsync();

    /// <summary>Bodies of one row with age, plan and a third column; the last member is how they are sent.</summary>
    public static TheoryData<string, string> Forms => new()
    {
        { """{"dataframe_records":[{"age":42,"plan":"plus","THIRD":5}]}""", "application/json" },
        { """{"dataframe_split":{"columns":["THIRD","age","plan"],"data":[[5,42,"plus"]]}}""", "application/json" },
        { """{"dataframe_split":{"data":[[5,42,"plus"]],"columns":["THIRD","age","plan"]}}""", "application/json" },
        { """{"instances":[{"age":42,"plan":"plus","THIRD":5}]}""", "application/json" },
        { """{"inputs":{"age":[42],"THIRD":[5],"plan":["plus"]}}""", "application/json" },
        { "age,THIRD,plan\n42,5,plus\n", "text/csv" },
        {
            """{"inputs":[{"name":"age","shape":[1],"datatype":"FP64","data":[42]},"""
                + """{"name":"THIRD","shape":[1],"datatype":"FP64","data":[5]},"""
                + """{"name":"plan","shape":[1],"datatype":"BYTES","data":["plus"]}]}""", Infer
        },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_column_that_the_model_does_not_use_is_no_mistake(string body, string how)
    {
        var without = await SendAsync(body.Replace("THIRD", "income"), how);
        without.Status.ShouldBe(200, without.Text);
        foreach (var unused in new[] { "id", "score_copy", "churn" })
        {
            var answer = await SendAsync(body.Replace("THIRD", unused), how);
            answer.Status.ShouldBe(200, answer.Text);
            answer.Headers.Contains("X-Trestle-Ignored-Columns").ShouldBeFalse();
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_column_has_its_standard_name_or_that_of_the_source(string body, string how)
    {
        await using var named = await RunningModel.StartAsync(
            TodaysPackages.Make(column => column.Name == "income" ? column with { Source = "Yearly Income" } : column),
            new RequestPolicy());
        var standard = await SendAsync(named, body.Replace("THIRD", "income"), how);
        standard.Status.ShouldBe(200, standard.Text);
        var raw = await SendAsync(named, body.Replace("THIRD", "Yearly Income"), how);
        raw.Status.ShouldBe(200, raw.Text);
        raw.Text.ShouldBe(standard.Text);
        raw.Headers.Contains("X-Trestle-Ignored-Columns").ShouldBeFalse();
    }

    [Fact]
    public async Task A_column_under_both_of_its_names_is_there_twice()
    {
        await using var named = await RunningModel.StartAsync(
            TodaysPackages.Make(column => column.Name == "income" ? column with { Source = "Yearly Income" } : column),
            new RequestPolicy());
        var answer = await named.PostAsync("""{"instances":[{"age":42,"plan":"plus","income":1,"Yearly Income":1}]}""");
        answer.Status.ShouldBe(400, answer.Text);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_mistake_in_the_name_of_a_column_that_may_be_absent_is_refused(string body, string how)
    {
        var answer = await SendAsync(body.Replace("THIRD", "incme"), how);
        answer.Status.ShouldBe(400, answer.Text);
        answer.Text.ShouldContain("TR1945");
        answer.Text.ShouldContain("'incme' is not a column of the model, and column 'income' is missing");
        answer.Text.ShouldContain("did you mean 'income'?");
        answer.Text.ShouldContain("TR1916", Case.Sensitive, "the other absent columns are told too");

        // The name of no column is near: which one was meant is not said, and the name is not repeated.
        var far = await SendAsync(body.Replace("THIRD", "wholly_unknown"), how);
        far.Status.ShouldBe(400, far.Text);
        far.Text.ShouldContain("column 'income' is missing");
        far.Text.ShouldNotContain("wholly_unknown");
    }

    [Fact]
    public async Task An_unknown_column_next_to_all_others_is_ignored_and_counted()
    {
        var answer = await model.PostAsync(
            """{"instances":[{"age":42,"income":1,"city":null,"member":true,"joined":null,"plan":"plus","incme":2,"id":"a"}]}""");
        answer.Status.ShouldBe(200, answer.Text);
        answer.Headers.GetValues("X-Trestle-Ignored-Columns").Single().ShouldBe("1");
    }

    [Fact]
    public async Task The_mistake_of_one_row_is_the_fault_of_that_row()
    {
        var answer = await model.PostAsync(
            """{"dataframe_records":[{"age":42,"plan":"plus"},{"age":42,"plan":"plus","incme":5},{"age":42,"plan":"plus","id":1}]}""");
        answer.Status.ShouldBe(200, answer.Text);
        answer.Json["faults"]!.AsArray().Select(fault => $"{fault!["row"]} {fault["code"]} {fault["field"]}").ShouldBe(["1 TR1945 income"]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_package_of_an_earlier_version_answers_as_before(string body, string how)
    {
        await using var earlier = await RunningModel.StartAsync(SamplePackages.Contents(TaskKind.Binary), new RequestPolicy());
        var answer = await SendAsync(earlier, body.Replace("THIRD", "incme"), how);
        answer.Status.ShouldBe(200, answer.Text);
        answer.Headers.GetValues("X-Trestle-Ignored-Columns").Single().ShouldBe("1");
    }

    private Task<Answer> SendAsync(string body, string how) => SendAsync(model, body, how);

    private static Task<Answer> SendAsync(RunningModel model, string body, string how) =>
        how.StartsWith('/') ? model.PostToAsync(how, body) : model.PostAsync(body, how);
}
