using System.Text;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Storage.Blobs;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Blobs;

public sealed class ContentStoreTests : IDisposable
{
    /// <summary>SHA-256 of "abc": FIPS 180-2, appendix B.1.</summary>
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private readonly TempFolder folder = new();
    private readonly ContentStore store;

    public ContentStoreTests() => store = new ContentStore(folder.At("store"));

    [Fact]
    public void Content_is_found_by_its_hash()
    {
        var hash = store.Put("abc"u8);

        hash.ToString().ShouldBe(OfAbc);
        store.PathOf(hash).ShouldBe(folder.At($"store/ba/{OfAbc[2..]}"));
        store.Get(hash).ShouldBe("abc"u8.ToArray());
        store.IsWhole(hash).ShouldBeTrue();
        store.All().ShouldBe([hash]);
    }

    [Fact]
    public void A_file_is_moved_in()
    {
        var hash = store.PutFile(folder.Write("a.txt", "abc"));

        hash.ToString().ShouldBe(OfAbc);
        File.Exists(folder.At("a.txt")).ShouldBeFalse();
        store.PutFile(folder.Write("a.txt", "abc")).ShouldBe(hash);
        Files().ShouldBe([$"ba/{OfAbc[2..]}"]);
    }

    [Fact]
    public void The_same_content_is_written_once()
    {
        var path = store.PathOf(store.Put("abc"u8));
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        store.Put("abc"u8);

        File.GetLastWriteTimeUtc(path).ShouldBe(DateTime.UnixEpoch);
        Files().Length.ShouldBe(1);
    }

    [Fact]
    public void Empty_content_is_content() => store.Get(store.Put([])).ShouldBeEmpty();

    [Fact]
    public void Content_that_is_gone_is_an_error()
    {
        var problem = Should.Throw<TrestleException>(() => store.Get(ContentHash.Of("never put"u8))).Problems[0];

        problem.Code.ShouldBe("TR0047");
        store.IsWhole(ContentHash.Of("never put"u8)).ShouldBeFalse();
        store.All().ShouldBeEmpty();
    }

    [Fact]
    public void Damaged_content_is_set_aside_and_may_be_put_again()
    {
        var hash = store.Put("abc"u8);
        File.WriteAllText(store.PathOf(hash), "abd");

        Should.Throw<TrestleException>(() => store.Get(hash)).Problems[0].Found.ShouldEndWith("does not match its hash");
        Files().ShouldBe([$"ba/{OfAbc[2..]}.damaged"]);
        store.All().ShouldBeEmpty();
        Should.Throw<TrestleException>(() => store.Get(hash)).Problems[0].Found.ShouldEndWith("is gone");
        store.Put("abc"u8);
        store.Get(hash).ShouldBe("abc"u8.ToArray());
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("abd")]
    public void Damage_after_a_check_is_seen_by_size_or_time(string damaged)
    {
        var hash = store.Put("abc"u8);
        store.IsWhole(hash).ShouldBeTrue();
        File.WriteAllText(store.PathOf(hash), damaged);
        File.SetLastWriteTimeUtc(store.PathOf(hash), DateTime.UnixEpoch);

        store.IsWhole(hash).ShouldBeFalse();
        File.Exists(store.PathOf(hash)).ShouldBeFalse();
    }

    [Fact]
    public void Many_may_put_the_same_and_other_content_at_once()
    {
        var contents = Enumerable.Range(0, 40).Select(i => Encoding.UTF8.GetBytes(new string('x', 1000 * (i % 10)))).ToArray();
        var hashes = new ContentHash[contents.Length];
        Parallel.For(
            0, contents.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => hashes[i] = new ContentStore(folder.At("store")).Put(contents[i]));

        hashes.Distinct().Count().ShouldBe(10);
        Files().Length.ShouldBe(10);
        hashes.ShouldAllBe(hash => store.IsWhole(hash));
    }

    [Fact]
    public void What_a_dead_process_left_is_removed_and_what_a_living_one_writes_is_kept()
    {
        Directory.CreateDirectory(folder.At("store/incoming"));
        var machine = Environment.MachineName;
        folder.Write($"store/incoming/{machine}@{int.MaxValue}@left", "half");
        folder.Write($"store/incoming/{machine}@{Environment.ProcessId}@mine", "half");
        folder.Write($"store/incoming/another-{machine}@{int.MaxValue}@left", "half");

        store.RemoveLeftovers().ShouldBe(1);
        Files()
            .ShouldBe(
                [$"incoming/another-{machine}@{int.MaxValue}@left", $"incoming/{machine}@{Environment.ProcessId}@mine"], ignoreOrder: true);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_an_error()
    {
        var blocked = new ContentStore(folder.Write("file", "") + "/store");

        Should.Throw<TrestleException>(() => blocked.Put("abc"u8)).Problems[0].Code.ShouldBe("TR0043");
        var kept = folder.Write("a.txt", "abc");
        Should.Throw<TrestleException>(() => blocked.PutFile(kept)).Problems[0].Code.ShouldBe("TR0043");
        File.ReadAllText(kept).ShouldBe("abc");
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("../../../etc/passwd")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData(OfAbc + "0")]
    public void Only_a_hash_is_a_hash(string text)
    {
        Should.Throw<FormatException>(() => ContentHash.Parse(text));
        ContentHash.Parse(OfAbc).ToString().ShouldBe(OfAbc);
    }

    public void Dispose() => folder.Dispose();

    private string[] Files() =>
        [
            .. Directory.GetFiles(folder.At("store"), "*", SearchOption.AllDirectories).Select(
                path => Path.GetRelativePath(folder.At("store"), path))];
}
