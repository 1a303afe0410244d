using System.Text;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Storage.Blobs;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Blobs;

/// <summary>What every store that a team shares must do, alone and behind the stores of two machines.</summary>
public abstract class SharedStoreContract : IDisposable
{
    protected TempFolder Folder { get; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the test's store as another machine would.</summary>
    protected abstract ISharedStore Open();

    /// <summary>Puts other bytes under the name of some content, past the store.</summary>
    protected abstract Task DamageAsync(ContentHash hash, byte[] content);

    /// <summary>A store that is not there.</summary>
    protected abstract ISharedStore Nowhere();

    public virtual void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20_000_000)]
    public async Task Content_comes_back_as_it_was_sent(int bytes)
    {
        var content = new byte[bytes];
        new Random(1).NextBytes(content);
        var hash = ContentHash.Of(content);
        (await Open().HasAsync(hash, Cancellation)).ShouldBeFalse();
        (await Open().FetchAsync(hash, Folder.At("none"), Cancellation)).ShouldBeFalse();
        File.Exists(Folder.At("none")).ShouldBeFalse();

        await Open().SendAsync(hash, Folder.Write("sent", content), Cancellation);
        await Open().SendAsync(hash, Folder.At("sent"), Cancellation);
        (await Open().HasAsync(hash, Cancellation)).ShouldBeTrue();
        (await Open().FetchAsync(hash, Folder.At("fetched"), Cancellation)).ShouldBeTrue();
        (await File.ReadAllBytesAsync(Folder.At("fetched"), Cancellation)).AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task What_one_machine_has_another_gets()
    {
        var (one, other) = (Machine("one"), Machine("other"));
        var hashes = Enumerable.Range(0, 20).Select(i => one.Put(Encoding.UTF8.GetBytes($"content {i}"))).ToArray();
        await one.ShareAsync([.. hashes, ContentHash.Of("nowhere"u8)], Cancellation);
        await one.ShareAsync(hashes, Cancellation);

        (await other.HasAnywhereAsync(hashes[3], Cancellation)).ShouldBeTrue();
        other.All().ShouldBeEmpty();
        await other.FetchAsync([.. hashes, ContentHash.Of("nowhere"u8)], Cancellation);
        other.All().ShouldBe(hashes, ignoreOrder: true);
        other.Get(hashes[3]).ShouldBe("content 3"u8.ToArray());
        (await other.HasAnywhereAsync(ContentHash.Of("nowhere"u8), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Damaged_content_of_a_machine_is_fetched_again()
    {
        var machine = Machine("one");
        var hash = machine.Put("abc"u8);
        await machine.ShareAsync([hash], Cancellation);
        await File.WriteAllTextAsync(machine.PathOf(hash), "abcd", Cancellation);

        await machine.FetchAsync([hash], Cancellation);
        machine.Get(hash).ShouldBe("abc"u8.ToArray());
    }

    [Fact]
    public async Task Other_bytes_under_a_name_are_refused()
    {
        var hash = ContentHash.Of("abc"u8);
        await DamageAsync(hash, "abd"u8.ToArray());

        var machine = Machine("one");
        (await ProblemAsync(() => machine.FetchAsync([hash], Cancellation))).Code.ShouldBe("TR0095");
        machine.All().ShouldBeEmpty();
        Directory.GetFiles(Folder.At("one/incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Machines_that_send_the_same_at_once_agree()
    {
        var hashes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            async () =>
            {
                var machine = Machine($"machine{i}");
                var hash = machine.Put("the same"u8);
                await machine.ShareAsync([hash], Cancellation);
                return hash;
            },
            Cancellation)));
        hashes.Distinct().ShouldHaveSingleItem();
        (await Open().FetchAsync(hashes[0], Folder.At("same"), Cancellation)).ShouldBeTrue();
        (await File.ReadAllTextAsync(Folder.At("same"), Cancellation)).ShouldBe("the same");
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_an_error_and_not_an_empty_one()
    {
        var (store, hash) = (Nowhere(), ContentHash.Of("abc"u8));
        foreach (var use in new Func<Task>[]
        {
            () => store.HasAsync(hash, Cancellation),
            () => store.SendAsync(hash, Folder.Write("abc", "abc"), Cancellation),
            () => store.FetchAsync(hash, Folder.At("fetched"), Cancellation),
        })
        {
            var problem = await ProblemAsync(use);
            (problem.Code, problem.Where).ShouldBe(("TR0069", store.Name));
        }
    }

    private ContentStore Machine(string name) => new(Folder.At(name), Open());

    private static async Task<Problem> ProblemAsync(Func<Task> use) =>
        (await Should.ThrowAsync<TrestleException>(use)).Problems.ShouldHaveSingleItem();
}

/// <summary>A folder that several machines see.</summary>
public sealed class FolderStoreTests : SharedStoreContract
{
    public FolderStoreTests() => Directory.CreateDirectory(Folder.At("share"));

    protected override ISharedStore Open() => new FolderStore(Folder.At("share"));

    protected override ISharedStore Nowhere() => new FolderStore(Folder.At("not mounted"));

    protected override Task DamageAsync(ContentHash hash, byte[] content)
    {
        var file = new ContentStore(Folder.At("share")).PathOf(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return File.WriteAllBytesAsync(file, content, Cancellation);
    }
}
