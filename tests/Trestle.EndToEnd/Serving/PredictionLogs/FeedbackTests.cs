using System.Diagnostics;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.PredictionLogs;
using Trestle.Serving;
using Trestle.Serving.PredictionLogs;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving.PredictionLogs;

/// <summary>
/// Labels count or are refused: what is accepted is for a prediction of a known form, and of a class that a version knows.
/// </summary>
public sealed class FeedbackTests : IAsyncLifetime
{
    private readonly RouteFolder folder = new();
    private RunningModel host = null!;
    private bool ended;
    private string two = "";

    public async ValueTask InitializeAsync()
    {
        folder.Write(folder.Add(1, SamplePackages.Contents(TaskKind.Binary)));
        host = await StartAsync();
        two = await AskAsync(2);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("\"Yes\"")]
    [InlineData("\" yes \"")]
    [InlineData("\"NO\"")]
    public async Task A_class_is_matched_as_the_contract_reads_it(string label)
    {
        var answer = await SendAsync($$"""{"id":"{{two}}-1","label":{{label}}}""");
        (answer.Status, answer.Text).ShouldBe((200, """{"accepted":1}"""));
        (await host.GetAsync("/metrics")).Text.ShouldContain("trestle_labels_total{result=\"accepted\"} 1\n");
    }

    [Theory]
    [InlineData("\"Maybe\"", "TR1954", "/labels/0/label")]
    [InlineData("\"Nо\"", "TR1954", "/labels/0/label")] // a Cyrillic o
    [InlineData("\"n/a\"", "TR1954", "/labels/0/label")]
    [InlineData("1", "TR1954", "/labels/0/label")]
    [InlineData("true", "TR1954", "/labels/0/label")]
    [InlineData("1e999", "TR1951", "/labels/0/label")]
    [InlineData("null", "TR1951", "/labels/0/label")]
    [InlineData("\"\"", "TR1951", "/labels/0/label")]
    [InlineData("[\"Yes\"]", "TR1951", "/labels/0/label")]
    [InlineData("{}", "TR1951", "/labels/0/label")]
    public async Task A_label_that_no_version_knows_is_refused(string label, string code, string pointer)
    {
        var answer = await SendAsync($$"""{"id":"{{two}}-1","label":{{label}}}""");
        Fault(answer).ShouldBe((400, code, pointer));
        if (code == "TR1954")
        {
            answer.Json["detail"]!.GetValue<string>().ShouldEndWith("expected: one of: No, Yes");
        }

        await EndAsync();
        Labels().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{id}", "TR1951")]
    [InlineData("{id}-", "TR1951")]
    [InlineData("{id}-00", "TR1951")]
    [InlineData("{id}-one", "TR1951")]
    [InlineData("deadbeef", "TR1951")]
    [InlineData("ab-1-0", "TR1951")]
    [InlineData("../../etc/passwd", "TR1951")]
    [InlineData("{id}-2", "TR1955")]
    [InlineData("{id}-2147483647", "TR1955")]
    [InlineData("{host}-1-0", "TR1955")]
    [InlineData("{host}-2.1-0", "TR1955")]
    [InlineData("{host}-7fffffffffffffff.1-0", "TR1955")]
    [InlineData("00000000000000ab-5.3-3", "TR1955")]
    public async Task An_id_that_is_of_no_prediction_is_refused(string id, string code)
    {
        id = id.Replace("{id}", two, StringComparison.Ordinal).Replace("{host}", two.Split('-')[0], StringComparison.Ordinal);
        Fault(await SendAsync($$"""{"id":"{{id}}","label":"Yes"}""")).ShouldBe((400, code, "/labels/0/id"));
    }

    [Fact]
    public async Task Labels_of_other_hosts_and_of_earlier_versions_of_ids_are_taken()
    {
        var answer = await SendAsync(
            """{"id":"00000000000000ab-5.3-2","label":"Yes"},{"id":"00000000000000ab-6-9","label":"No"}""");
        answer.Text.ShouldBe("""{"accepted":2}""");

        // A host that starts again is another host, and knows how many rows the requests of the one before had.
        await host.DisposeAsync();
        host = await StartAsync();
        (await SendAsync($$"""{"id":"{{two}}-1","label":"Yes"}""")).Text.ShouldBe("""{"accepted":1}""");
        Fault(await SendAsync($$"""{"id":"{{two}}-2","label":"Yes"}""")).ShouldBe((400, "TR1955", "/labels/0/id"));
    }

    [Fact]
    public async Task Of_many_labels_the_good_ones_are_taken_and_the_bad_ones_listed()
    {
        var answer = await SendAsync(
            $$"""{"id":"{{two}}-0","label":"Yes"},{"id":"{{two}}-1","label":"perhaps"},{"id":"x","label":"No"},7,"""
            + $$"""{"id":"{{two}}-1","label":"No"}""");
        answer.Status.ShouldBe(200);
        (answer.Json["accepted"]!.GetValue<int>(), answer.Json["refused"]!.GetValue<int>()).ShouldBe((2, 3));
        answer.Json["faults"]!.AsArray().Select(fault => $"{fault!["code"]} {fault["pointer"]}")
            .ShouldBe(["TR1954 /labels/1/label", "TR1951 /labels/2/id", "TR1951 /labels/3/id"]);
        answer.Headers.GetValues("X-Trestle-Faults").ShouldBe(["3"]);
        answer.Text.ShouldNotContain("perhaps");
        var metrics = (await host.GetAsync("/metrics")).Text;
        metrics.ShouldContain("trestle_labels_total{result=\"accepted\"} 2\n");
        metrics.ShouldContain("trestle_labels_total{result=\"refused\"} 3\n");
        await EndAsync();
        Labels().Select(label => (label.Id, label.Label)).ShouldBe([($"{two}-0", "Yes"), ($"{two}-1", "No")]);
    }

    [Fact]
    public async Task A_label_without_end_is_refused() =>
        Fault(await SendAsync($$"""{"id":"{{two}}-0","label":"{{new string('x', 257)}}"}""")).ShouldBe((400, "TR1951", "/labels/0/label"));

    [Fact]
    public async Task Without_its_folder_labels_are_refused_at_once_and_taken_when_it_is_back()
    {
        (await SendAsync($$"""{"id":"{{two}}-1","label":"Yes"}""")).Status.ShouldBe(200);
        Directory.Delete(folder.PredictionLog, recursive: true);
        var answer = await SendAsync($$"""{"id":"{{two}}-0","label":"Yes"}""");
        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((503, "TR1956"));
        (await host.GetAsync("/metrics")).Text.ShouldContain("trestle_prediction_log_failing 1\n");
        (await host.PostAsync("""{"dataframe_records":[{}]}""")).Status.ShouldBe(400, "it goes on answering");
        Directory.CreateDirectory(folder.PredictionLog);
        for (var watch = Stopwatch.StartNew(); (answer = await SendAsync($$"""{"id":"{{two}}-0","label":"Yes"}""")).Status != 200;)
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        answer.Text.ShouldBe("""{"accepted":1}""");
        var metrics = (await host.GetAsync("/metrics")).Text;
        metrics.ShouldContain("trestle_prediction_log_failing 0\n");
        metrics.ShouldContain($"trestle_prediction_log_limit_bytes {20L << 30}\n");
        metrics.ShouldMatch("\ntrestle_prediction_log_bytes [1-9][0-9]*\n");
        metrics.ShouldMatch("\ntrestle_prediction_log_disk_free_bytes [0-9]+\n");
        metrics.ShouldMatch("\ntrestle_prediction_log_disk_low [01]\n");
    }

    [Fact]
    public void A_queue_without_room_is_told_to_the_sender() =>
        (FeedbackErrors.Busy().Status, FeedbackErrors.Busy().Problem.Code).ShouldBe((503, "TR1953"));

    [Fact]
    public async Task Of_very_many_bad_labels_the_first_thousand_are_listed()
    {
        var answer = await SendAsync(string.Join(',', Enumerable.Repeat("{}", 3000)));
        answer.Status.ShouldBe(400);
        answer.Json["errors"]!.AsArray().Count.ShouldBe(1000);
        (await host.GetAsync("/metrics")).Text.ShouldContain("trestle_labels_total{result=\"refused\"} 3000\n");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"labels\":{}}")]
    [InlineData("{\"labels\":[],\"labels\":[]}")]
    [InlineData("{\"labels\":[{\"id\":\"a\",\"id\":\"b\",\"label\":1}]}")]
    [InlineData("{\"labels\":[]} x")]
    [InlineData("{\"labels\":[{\"id\":\"a\",\"label\":\"\\ud800\"}]}")]
    public async Task A_body_without_one_list_of_labels_is_refused(string body)
    {
        var answer = await host.PostToAsync("/feedback", body);
        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((400, "TR1951"));
    }

    [Fact]
    public async Task A_class_of_a_version_that_has_left_is_still_known()
    {
        folder.Write(folder.Add(2, SamplePackages.Contents(TaskKind.Multiclass)));
        await folder.ServedAsync(host.Client);
        var answer = await SendAsync($$"""{"id":"{{two}}-0","label":"yes"},{"id":"{{two}}-1","label":"HÖCH"}""");
        answer.Text.ShouldBe("""{"accepted":2}""");
    }

    [Fact]
    public async Task A_number_is_the_value_itself_and_a_text_is_read_as_the_source_writes_it()
    {
        var contents = ConstantPackages.Contents("sample", "x", 1);
        var target = new ColumnContract { Name = "target", Type = ColumnType.Number, DecimalMark = ',' };
        var contract = contents.Contract with { Columns = [contents.Contract.Columns[0], target] };
        folder.Write(folder.Add(2, contents with { Contract = contract }));
        await folder.ServedAsync(host.Client);
        var answer = await SendAsync(
            $$"""{"id":"{{two}}-0","label":0.125},{"id":"{{two}}-1","label":"0,125"},{"id":"{{two}}-1","label":"0.125x"}""");
        (answer.Json["accepted"]!.GetValue<int>(), answer.Json["refused"]!.GetValue<int>()).ShouldBe((2, 1));
        await EndAsync();
        Labels().Select(label => (label.Label, label.Number)).ShouldBe([("0.125", 0.125), ("0,125", double.NaN)]);
    }

    private static (int Status, string Code, string? Pointer) Fault(Answer answer) =>
        (answer.Status, answer.Json["code"]!.GetValue<string>(), answer.Json["pointer"]?.GetValue<string>());

    private Task<RunningModel> StartAsync() => RunningModel.StartAsync(
        new ServeOptions { Routes = folder.Table, PredictionLog = folder.PredictionLog, Port = 0 }, folder.At("v1.trestle"));

    private async Task EndAsync()
    {
        if (!ended)
        {
            ended = true;
            await host.DisposeAsync();
        }
    }

    private async Task<string> AskAsync(int rows)
    {
        var row = """{"age":30,"city":"Rome","plan":"plus","joined":"2020-01-02","income":1,"member":true}""";
        var answer = await host.PostAsync($$"""{"dataframe_records":[{{string.Join(',', Enumerable.Repeat(row, rows))}}]}""");
        return answer.Headers.GetValues("X-Trestle-Prediction-Id").Single();
    }

    private Task<Answer> SendAsync(string labels) => host.PostToAsync("/feedback", $$"""{"labels":[{{labels}}]}""");

    private LabelRecord[] Labels() =>
    [
        .. Directory.GetFiles(folder.PredictionLog).Order(StringComparer.Ordinal).SelectMany(path =>
        {
            using var segment = new PredictionLogSegment(path);
            return segment.Read(TestContext.Current.CancellationToken).OfType<LabelRecord>().ToArray();
        }),
    ];
}
