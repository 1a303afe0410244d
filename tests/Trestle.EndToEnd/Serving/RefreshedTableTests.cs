using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Learners.Packages;
using Trestle.Serving;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Newer states of keyed tables beside a route table, while the host answers.</summary>
public sealed class RefreshedTableTests : IAsyncLifetime
{
    private const string Basic = """{"instances":[{"age":42,"plan":"basic"}]}""";

    private readonly RouteFolder folder = new();
    private RunningModel host = null!;
    private string file = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var route = folder.Add(1, SamplePackages.LookingUp(TodaysPackages.Make(), required: false) with { Name = RouteFolder.Model });
        file = new NewerTables(folder.At("")).FileOf(ContentHash.Parse(route.Hash), "plans");
        folder.Write(route);
        host = await RunningModel.StartAsync(new ServeOptions { Routes = folder.Table, Port = 0 }, folder.At(route.Package));
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_newer_table_is_answered_with_and_the_own_one_when_it_is_gone()
    {
        (await FlagsAsync()).ShouldBe("plan unmatched=1");
        (await TablesAsync()).ShouldBe("plans 1 never");

        Bring(NewerTables.Sealed(SamplePackages.Plans("plan", "plus", "basic")));
        await UntilAsync(async () => await FlagsAsync() is null);
        (await TablesAsync()).ShouldBe($"plans 2 {File.GetLastWriteTimeUtc(file):yyyy-MM-dd HH:mm:ss}");
        var metrics = (await host.GetAsync("/metrics")).Text;
        metrics.ShouldContain("trestle_keyed_table_rows{version=\"1\",role=\"live\",table=\"plans\"} 2\n");
        metrics.ShouldContain("trestle_keyed_table_refreshed_timestamp_seconds{version=\"1\",role=\"live\",table=\"plans\"} ");

        File.Delete(file);
        await UntilAsync(async () => await FlagsAsync() == "plan unmatched=1");
        (await TablesAsync()).ShouldBe("plans 1 never");
    }

    [Fact]
    public async Task A_host_that_starts_takes_what_is_there()
    {
        Bring(NewerTables.Sealed(SamplePackages.Plans("plan", "plus", "basic")));
        await using var later = await RunningModel.StartAsync(
            new ServeOptions { Routes = folder.Table, Port = 0 }, folder.At("v1.trestle"));
        var answer = await later.PostAsync(Basic);
        (answer.Status, answer.Headers.Contains("X-Trestle-Flags")).ShouldBe((200, false));
    }

    [Theory]
    [InlineData("damaged", "TR1512")]
    [InlineData("empty", "TR1512")]
    [InlineData("cut off", "TR2350")]
    [InlineData("another key", "TR2353")]
    public async Task A_table_that_cannot_be_used_is_told_and_the_one_before_stays(string kind, string code)
    {
        Bring(NewerTables.Sealed(SamplePackages.Plans("plan", "plus", "basic")));
        await UntilAsync(async () => await FlagsAsync() is null);
        Bring(kind switch
        {
            "damaged" =>
            [
                .. NewerTables.Sealed(SamplePackages.Plans("plan", "plus", "basic")).Select((b, i) => i == 90 ? (byte)(b ^ 1) : b),
            ],
            "empty" => [],
            "cut off" => NewerTables.Sealed(SamplePackages.Plans("plan", "plus", "basic").AsSpan(0, 60)),
            _ => NewerTables.Sealed(SamplePackages.Plans("tariff", "plus", "basic")),
        });
        await UntilAsync(async () => (await RouteAsync())["tablesFailure"]?["code"]?.GetValue<string>() == code);
        (await FlagsAsync()).ShouldBeNull("the newer table from before stays");
        (await TablesAsync()).ShouldStartWith("plans 2 ");
        (await host.GetAsync("/metrics")).Text.ShouldContain("trestle_keyed_tables_failed{version=\"1\",role=\"live\"} 1\n");

        Bring(NewerTables.Sealed(SamplePackages.Plans("plan", "plus", "basic", "gold")));
        await UntilAsync(async () => (await TablesAsync()).StartsWith("plans 3 ", StringComparison.Ordinal));
        (await RouteAsync())["tablesFailure"].ShouldBeNull();
    }

    private void Bring(byte[] table)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes($"{file}.new", table);
        File.Move($"{file}.new", file, overwrite: true);
    }

    private async Task<string?> FlagsAsync()
    {
        var answer = await host.PostAsync(Basic);
        answer.Status.ShouldBe(200, answer.Text);
        return answer.Headers.TryGetValues("X-Trestle-Flags", out var flags) ? flags.Single() : null;
    }

    private async Task<JsonNode> RouteAsync() => JsonNode.Parse((await host.GetAsync("/version")).Text)!["routes"]![0]!;

    private async Task<string> TablesAsync()
    {
        var table = (await RouteAsync())["tables"]!.AsArray().ShouldHaveSingleItem()!;
        var refreshed = table["refreshed"]?.GetValue<DateTimeOffset>();
        return $"{table["name"]} {table["rows"]} {refreshed?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss") ?? "never"}";
    }

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await done())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
