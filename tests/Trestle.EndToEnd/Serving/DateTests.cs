using System.Text;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Programs write dates in ISO 8601, whatever the file of the training had.</summary>
public sealed class DateTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private RunningModel model = null!;

    public async ValueTask InitializeAsync() => model = await RunningModel.StartAsync(TodaysPackages.Make(), new RequestPolicy());

    public async ValueTask DisposeAsync()
    {
        await model.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("2024-03-11T00:00:00Z")]
    [InlineData("2024-03-11T00:00:00.000Z")]
    [InlineData("2024-03-11 00:00")]
    public async Task A_moment_that_the_training_could_write_has_the_same_answer(string date)
    {
        foreach (var (body, type) in Bodies)
        {
            var known = await model.PostAsync(body.Replace("DATE", "2024-03-11"), type);
            var other = await model.PostAsync(body.Replace("DATE", date), type);
            known.Status.ShouldBe(200, known.Text);
            other.Status.ShouldBe(200, other.Text);
            other.Text.ShouldBe(known.Text);
        }
    }

    [Theory]
    [InlineData("11/03/2024")]
    [InlineData("2024-03-11T10:30:00Z")]
    [InlineData("2024-03-11T00:00:00+02:00")]
    [InlineData("2024-13-11")]
    public async Task Another_is_refused_and_the_format_told(string date)
    {
        foreach (var (body, type) in Bodies)
        {
            var answer = await model.PostAsync(body.Replace("DATE", date), type);
            answer.Status.ShouldBe(400, answer.Text);
            answer.Text.ShouldContain("TR1919");
            answer.Text.ShouldContain("column 'joined' has a text that does not fit");
            answer.Text.ShouldContain("a date written yyyy-MM-dd");
            answer.Text.ShouldNotContain(date);
        }
    }

    [Fact]
    public void The_row_path_and_the_log_have_it_as_the_training_did()
    {
        var file = folder.At("sample.trestle");
        PackageWriter.WriteFile(
            TodaysPackages.Make(column => column.Name == "joined" ? column with { Formats = ["dd/MM/yyyy"] } : column), file);
        var rows = new RequestRows(new RequestSchema(ModelPackage.Open(file), new RequestPolicy(), numbers: true));

        const string Body = """
            {"dataframe_split":{"columns":["age","plan","joined"],"data":[[1,"a","05/01/2024"],[1,"a","2024-01-05T00:00:00Z"]]}}
            """;

        new Json().Decode(Encoding.UTF8.GetBytes(Body), rows);

        rows.Faults.Rows.ShouldBe(0);
        rows.Block().Texts(rows.Schema.Find("joined")).ToArray().ShouldBe(["05/01/2024", "05/01/2024"]);
    }

    private static (string Body, string Type)[] Bodies =>
    [
        ("""{"dataframe_records":[{"age":42,"plan":"plus","joined":"DATE"}]}""", "application/json"),
        ("""{"dataframe_split":{"columns":["age","plan","joined"],"data":[[42,"plus","DATE"]]}}""", "application/json"),
        ("age,plan,joined\n42,plus,DATE\n", "text/csv"),
    ];
}
