using System.Security.Cryptography;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Storage.Tables.Remote;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Remote;

/// <summary>Objects of a real server with the protocol of S3.</summary>
public sealed class S3ObjectsTests(S3Server server) : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private string bucket = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(
            !S3Server.IsInstalled && Environment.GetEnvironmentVariable("CI") is null or "", "no server that speaks S3 is installed");
        bucket = await server.NewBucketAsync(Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Patterns_stay_within_a_folder_unless_they_are_doubled()
    {
        foreach (var key in new[] { "in/b.csv", "in/a.csv", "in/deep/c.csv", "in/a.txt", "other/a.csv" })
        {
            await server.WriteAsync(bucket, key, "x"u8.ToArray(), Cancellation);
        }

        (await NamesAsync("in/*.csv")).ShouldBe(["in/a.csv", "in/b.csv"]);
        (await NamesAsync("in/**.csv")).ShouldBe(["in/a.csv", "in/b.csv", "in/deep/c.csv"]);
        (await NamesAsync("in/?.csv")).ShouldBe(["in/a.csv", "in/b.csv"]);
        (await NamesAsync("in/a.csv")).ShouldBe(["in/a.csv"]);
        (await RefusedAsync(() => NamesAsync("in/*.parquet"))).Code.ShouldBe("TR2332");
    }

    [Fact]
    public async Task A_large_object_comes_in_parts_and_whole()
    {
        var content = RandomNumberGenerator.GetBytes((20 << 20) + 7);
        await server.WriteAsync(bucket, "large", content, Cancellation);
        using var store = Open("large");
        var item = (await store.ListAsync(Cancellation)).ShouldHaveSingleItem();
        item.Bytes.ShouldBe(content.Length);
        await store.FetchAsync(item, folder.At("large"), Cancellation);
        (await File.ReadAllBytesAsync(folder.At("large"), Cancellation)).AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task An_object_that_changed_since_it_was_listed_is_refused()
    {
        await server.WriteAsync(bucket, "a", "one"u8.ToArray(), Cancellation);
        using var store = Open("a");
        var item = (await store.ListAsync(Cancellation))[0];
        await server.WriteAsync(bucket, "a", "two"u8.ToArray(), Cancellation);
        (await RefusedAsync(() => store.FetchAsync(item, folder.At("a"), Cancellation))).Code.ShouldBe("TR2333");
    }

    [Fact]
    public async Task An_empty_object_is_an_empty_file()
    {
        await server.WriteAsync(bucket, "empty", [], Cancellation);
        using var store = Open("empty");
        await store.FetchAsync((await store.ListAsync(Cancellation))[0], folder.At("empty"), Cancellation);
        new FileInfo(folder.At("empty")).Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_missing_bucket_and_a_missing_server_are_told_apart()
    {
        using var none = new S3Objects(new ObjectPath("s3", "no-such-bucket", "a"), server.Endpoint, null);
        (await RefusedAsync(() => none.ListAsync(Cancellation))).Found.ShouldEndWith("there is no such bucket");
        using var gone = new S3Objects(new ObjectPath("s3", bucket, "a"), "http://127.0.0.1:1", null);
        var problem = await RefusedAsync(() => gone.ListAsync(Cancellation));
        (problem.Code, problem.Where).ShouldBe(("TR2331", $"s3://{bucket}/a"));
        problem.Found.ShouldEndWith("it cannot be reached");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private S3Objects Open(string key) => new(ObjectPath.Parse($"s3://{bucket}/{key}", "s3")!, server.Endpoint, null);

    private async Task<IEnumerable<string>> NamesAsync(string key)
    {
        using var store = Open(key);
        return (await store.ListAsync(Cancellation)).Select(item => item.Name);
    }

    private static async Task<Problem> RefusedAsync(Func<Task> work) =>
        (await Should.ThrowAsync<TrestleException>(work)).Problems.ShouldHaveSingleItem();
}
