using System.Security.Cryptography;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Storage.Tables.Remote;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Tables.Remote;

/// <summary>Blobs of a small server with Azure's protocol.</summary>
public sealed class AzureBlobsTests : IAsyncLifetime
{
    private const string Key = "c2VjcmV0LWtleQ==";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly TempFolder folder = new();
    private BlobServer server = null!;

    public async ValueTask InitializeAsync() => server = await BlobServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task All_pages_of_a_list_are_read_and_patterns_stay_within_a_folder()
    {
        foreach (var name in new[] { "in/c.csv", "in/a.csv", "in/b.csv", "in/deep/d.csv", "in/a.txt", "in/folder/", "other/a.csv" })
        {
            server.Put(name, "x"u8.ToArray());
        }

        (await NamesAsync("in/*.csv")).ShouldBe(["in/a.csv", "in/b.csv", "in/c.csv"]);
        (await NamesAsync("in/**.csv")).ShouldBe(["in/a.csv", "in/b.csv", "in/c.csv", "in/deep/d.csv"]);
        (await NamesAsync("in/a.csv")).ShouldBe(["in/a.csv"]);
        server.Requests.Count(request => request.Address.Contains("marker=in", StringComparison.Ordinal)).ShouldBeGreaterThan(3);
        (await RefusedAsync(() => NamesAsync("in/*.parquet"))).Code.ShouldBe("TR2332");
    }

    [Fact]
    public async Task A_large_blob_comes_in_parts_of_the_version_that_was_listed()
    {
        var content = RandomNumberGenerator.GetBytes((20 << 20) + 7);
        server.Put("large", content);
        (await FetchedAsync("large")).AsSpan().SequenceEqual(content).ShouldBeTrue();

        var parts = server.Requests.Where(request => request.Range.Length > 0).ToArray();
        parts.Select(part => part.Range).Order(StringComparer.Ordinal)
            .ShouldBe(["bytes=0-8388607", "bytes=16777216-20971526", "bytes=8388608-16777215"]);
        parts.ShouldAllBe(part => part.Match == "\"0x8D0001\"");
    }

    [Fact]
    public async Task An_empty_blob_is_an_empty_file()
    {
        server.Put("empty", []);
        (await FetchedAsync("empty")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_breaks_off_or_fails_for_a_moment_is_fetched_again()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        server.Put("a", content);
        var (cuts, faults) = (new Queue<int>([5_000, 70_000]), new Queue<int>([500, 503]));
        server.Cut = _ => cuts.TryDequeue(out var cut) ? cut : null;
        server.Fault = _ => faults.TryDequeue(out var status) ? (status, "ServerBusy") : null;

        (await FetchedAsync("a")).ShouldBe(content);
        (cuts.Count, faults.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_server_that_stays_broken_is_told()
    {
        server.Put("a", [1]);
        server.Fault = _ => (500, "InternalError");
        (await RefusedAsync(() => NamesAsync("a"))).Found.ShouldBe("the store cannot be used: it answers 500 InternalError");
        server.Requests.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_blob_that_changed_since_it_was_listed_is_refused(bool isGone)
    {
        server.Put("a", "one"u8.ToArray());
        using var store = Open("a");
        var item = (await store.ListAsync(Cancellation))[0];
        server.Put("a", "two"u8.ToArray());
        server.Fault = _ => isGone ? (404, "BlobNotFound") : null;
        (await RefusedAsync(() => store.FetchAsync(item, folder.At("a"), Cancellation))).Code.ShouldBe("TR2333");
    }

    [Theory]
    [InlineData(403, "AuthenticationFailed", "it rejects the credentials")]
    [InlineData(403, "AuthorizationPermissionMismatch", "it refuses access")]
    [InlineData(401, "NoAuthenticationInformation", "it refuses access")]
    [InlineData(409, "PublicAccessNotPermitted", "it refuses access")]
    [InlineData(404, "ContainerNotFound", "there is no such container, or it is not public")]
    [InlineData(404, "ResourceNotFound", "there is no such container, or it is not public")]
    public async Task A_refusal_is_told_without_secrets(int status, string code, string words)
    {
        server.Fault = request => (status, code);
        using var store = Open("a", signature: "?sv=2024-11-04&sig=s3cr3t");
        var refused = await Should.ThrowAsync<TrestleException>(() => store.ListAsync(Cancellation));
        refused.Problems.Single().ShouldSatisfyAllConditions(
            problem => problem.Code.ShouldBe("TR2331"),
            problem => problem.Where.ShouldBe("azure://acct/data/a"),
            problem => problem.Found.ShouldBe($"the store cannot be used: {words}"));
        $"{refused}".ShouldNotContain("s3cr3t");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_way_in_is_used()
    {
        server.Put("a", "x"u8.ToArray());
        (await NamesAsync("a")).ShouldBe(["a"]);
        server.Requests[^1].Authorization.ShouldBe("");
        (await NamesAsync("a", signature: "?sv=2024-11-04&sig=abc")).ShouldBe(["a"]);
        server.Requests[^1].Address.ShouldContain("sig=abc");
        (await NamesAsync("a", key: Key)).ShouldBe(["a"]);
        server.Requests[^1].Authorization.ShouldStartWith("SharedKey acct:");

        var connection = $"DefaultEndpointsProtocol=http;AccountName=acct;AccountKey={Key};BlobEndpoint={server.Endpoint};";
        using var store = new AzureBlobs(Place("a"), null, Access(connection: connection), Pause);
        (await store.ListAsync(Cancellation)).Select(item => item.Name).ShouldBe(["a"]);
        server.Requests[^1].Authorization.ShouldStartWith("SharedKey acct:");
    }

    [Theory]
    [InlineData("AccountName=other;AccountKey=" + Key, null, false, "AZURE_STORAGE_CONNECTION_STRING is of another account")]
    [InlineData("AccountName=acct;AccountKey=" + Key, null, true, "'endpoint' and AZURE_STORAGE_CONNECTION_STRING both name a server")]
    [InlineData("nonsense", null, false, "a variable with its credentials is not in the form of Azure")]
    [InlineData(null, "not base64!", true, "a variable with its credentials is not in the form of Azure")]
    public async Task Credentials_that_cannot_be_used_are_told_and_not_shown(string? connection, string? key, bool endpoint, string words)
    {
        using var store = new AzureBlobs(Place("a"), endpoint ? server.Endpoint : null, Access(connection, null, key), Pause);
        var refused = await Should.ThrowAsync<TrestleException>(() => store.ListAsync(Cancellation));
        refused.Problems.Single().Found.ShouldBe($"the store cannot be used: {words}");
        $"{refused} {Access(connection, null, key)}".ShouldNotContain(connection ?? key!);
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_container_and_a_missing_server_are_told_apart()
    {
        using var none = new AzureBlobs(ObjectPath.Parse("azure://acct/none/a", "azure")!, server.Endpoint, Access(), Pause);
        (await RefusedAsync(() => none.ListAsync(Cancellation))).Found.ShouldEndWith("there is no such container, or it is not public");
        using var gone = new AzureBlobs(Place("a"), new Uri("http://127.0.0.1:1/acct"), Access(), Pause);
        (await RefusedAsync(() => gone.ListAsync(Cancellation))).Found.ShouldEndWith("it cannot be reached");
    }

    [Theory]
    [InlineData("azure://acct/data/in/*.csv", "acct/data", "in/*.csv")]
    [InlineData("azure://acct/data", null, null)]
    [InlineData("azure://acct/data/", null, null)]
    [InlineData("azure://acct/*/a.csv", null, null)]
    [InlineData("azure://user@acct/data/a.csv", null, null)]
    [InlineData("azure:///data/a.csv", null, null)]
    public void A_path_names_account_container_and_blobs(string path, string? bucket, string? key)
    {
        var place = ObjectPath.Parse(path, "s3", "azure");
        (place?.Bucket, place?.Key).ShouldBe((bucket, key));
        (place is null || $"{place}" == path).ShouldBeTrue();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ObjectPath Place(string key) => ObjectPath.Parse($"azure://acct/data/{key}", "azure")!;

    private static AzureAccess Access(string? connection = null, string? signature = null, string? key = null) =>
        AzureAccess.Of(name => name switch
        {
            "AZURE_STORAGE_CONNECTION_STRING" => connection,
            "AZURE_STORAGE_SAS_TOKEN" => signature,
            "AZURE_STORAGE_KEY" => key,
            _ => null,
        });

    private AzureBlobs Open(string key, string? signature = null, string? account = null) =>
        new(Place(key), server.Endpoint, Access(null, signature, account), Pause);

    private async Task<IEnumerable<string>> NamesAsync(string path, string? signature = null, string? key = null)
    {
        using var store = Open(path, signature, key);
        return (await store.ListAsync(Cancellation)).Select(item => item.Name);
    }

    private async Task<byte[]> FetchedAsync(string name)
    {
        using var store = Open(name);
        await store.FetchAsync((await store.ListAsync(Cancellation))[0], folder.At("blob"), Cancellation);
        return await File.ReadAllBytesAsync(folder.At("blob"), Cancellation);
    }

    private static async Task<Problem> RefusedAsync(Func<Task> work) =>
        (await Should.ThrowAsync<TrestleException>(work)).Problems.ShouldHaveSingleItem();
}
