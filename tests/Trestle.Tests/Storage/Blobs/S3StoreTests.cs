using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Storage.Blobs;
using Trestle.Testing;

using Xunit;

[assembly: AssemblyFixture(typeof(S3Server))]

namespace Trestle.Tests.Storage.Blobs;

/// <summary>A bucket on a real server.</summary>
public sealed class S3StoreTests(S3Server server) : SharedStoreContract, IAsyncLifetime
{
    private readonly List<S3Store> opened = [];
    private string bucket = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(
            !S3Server.IsInstalled && Environment.GetEnvironmentVariable("CI") is null or "", "no server that speaks S3 is installed");
        bucket = await server.NewBucketAsync(Cancellation);
    }

    [Fact]
    public async Task A_missing_bucket_and_a_missing_server_are_told_apart_without_credentials()
    {
        using var none = new S3Store(new S3Place("no-such-bucket", "", server.Endpoint, null));
        (await FoundAsync(none)).ShouldEndWith("there is no such bucket");
        using var gone = new S3Store(new S3Place(bucket, "", "http://127.0.0.1:1", null));
        (await FoundAsync(gone)).ShouldEndWith("it cannot be reached");
        gone.Name.ShouldBe($"s3://{bucket}/ at http://127.0.0.1:1");
    }

    [Fact]
    public async Task Prefixes_keep_teams_apart()
    {
        var file = Folder.Write("abc", "abc");
        await Open().SendAsync(ContentHash.Of("abc"u8), file, Cancellation);
        using var other = new S3Store(new S3Place(bucket, "other", server.Endpoint, null));
        (await other.HasAsync(ContentHash.Of("abc"u8), Cancellation)).ShouldBeFalse();
    }

    public override void Dispose()
    {
        opened.ForEach(store => store.Dispose());
        base.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    protected override ISharedStore Open()
    {
        var store = new S3Store(new S3Place(bucket, "team/trestle", server.Endpoint, null));
        lock (opened)
        {
            opened.Add(store);
        }

        return store;
    }

    protected override ISharedStore Nowhere() => new S3Store(new S3Place("nowhere", "", server.Endpoint, null));

    protected override Task DamageAsync(ContentHash hash, byte[] content) => server.WriteAsync(
        bucket, $"team/trestle/{hash.ToString()[..2]}/{hash.ToString()[2..]}", content, Cancellation);

    private async Task<string> FoundAsync(S3Store store) => (await Should.ThrowAsync<TrestleException>(
        () => store.SendAsync(ContentHash.Of("abc"u8), Folder.Write("abc", "abc"), Cancellation))).Problems.ShouldHaveSingleItem().Found;
}
