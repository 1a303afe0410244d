using System.Runtime.Versioning;

using Shouldly;

using Trestle.Storage.Blobs;
using Trestle.Storage.Files;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Files;

[UnsupportedOSPlatform("windows")]
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Open = (UnixFileMode)0b111_101_101;

    private readonly TempFolder folder = new();

    public PrivateFilesTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes");
        File.SetUnixFileMode(folder.Path, Open);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_in_a_private_folder_is_private_and_one_beside_it_is_not()
    {
        var inside = Path.Combine(PrivateFiles.CreateFolder(folder.At("a/b/c")).FullName, "file");
        AtomicFile.Write(inside, temporary => File.WriteAllText(temporary, "x"));
        AtomicFile.WriteStream(folder.At("file"), stream => stream.WriteByte(1));
        Mode(folder.Path).ShouldBe(Open);
        Mode(folder.At("a")).ShouldBe(PrivateFiles.OfFolder);
        Mode(folder.At("a/b")).ShouldBe(PrivateFiles.OfFolder);
        Mode(folder.At("a/b/c")).ShouldBe(PrivateFiles.OfFolder);
        Mode(inside).ShouldBe(PrivateFiles.OfFile);
        (Mode(folder.At("file")) & UnixFileMode.OtherRead).ShouldBe(UnixFileMode.OtherRead);
    }

    [Fact]
    public void A_file_that_replaces_another_is_no_more_open_than_that_was()
    {
        var file = folder.Write("scores.csv", "1");
        File.SetUnixFileMode(file, PrivateFiles.OfFile);
        AtomicFile.Write(file, temporary => File.WriteAllText(temporary, "2"));
        (Mode(file), File.ReadAllText(file)).ShouldBe((PrivateFiles.OfFile, "2"));
        File.SetUnixFileMode(file, PrivateFiles.OfFile | UnixFileMode.GroupRead);
        AtomicFile.WriteStream(file, stream => stream.WriteByte(51));
        (Mode(file), File.ReadAllText(file)).ShouldBe((PrivateFiles.OfFile | UnixFileMode.GroupRead, "3"));
    }

    [Fact]
    public void Content_and_locks_are_private()
    {
        var store = new ContentStore(Path.Combine(PrivateFiles.CreateFolder(folder.At("store")).FullName, "content"));
        var bytes = store.Put("x"u8);
        var file = store.PutFile(folder.Write("file", "y"));
        Mode(store.PathOf(bytes)).ShouldBe(PrivateFiles.OfFile);
        Mode(store.PathOf(file)).ShouldBe(PrivateFiles.OfFile);
        Mode(Path.GetDirectoryName(store.PathOf(file))!).ShouldBe(PrivateFiles.OfFolder);
        FileLock.TryTake(folder.At("locks/lock"))!.Dispose();
        Mode(folder.At("locks/lock")).ShouldBe(PrivateFiles.OfFile);
    }

    [Fact]
    public void A_folder_of_an_earlier_version_is_made_private_with_all_that_is_in_it_and_nothing_beyond()
    {
        Directory.CreateDirectory(folder.At("state/sub"), Open);
        File.SetUnixFileMode(folder.At("state"), Open);
        File.WriteAllText(folder.At("state/sub/data"), "x");
        File.SetUnixFileMode(folder.At("state/sub/data"), Open);
        var outside = folder.Write("outside", "x");
        File.SetUnixFileMode(outside, Open);
        File.CreateSymbolicLink(folder.At("state/link"), outside);
        PrivateFiles.Protect(folder.At("state")).ShouldBeTrue();
        Mode(folder.At("state")).ShouldBe(PrivateFiles.OfFolder);
        Mode(folder.At("state/sub")).ShouldBe(PrivateFiles.OfFolder);
        Mode(folder.At("state/sub/data")).ShouldBe(PrivateFiles.OfFolder);
        Mode(outside).ShouldBe(Open);
        PrivateFiles.IsOpen(folder.At("state")).ShouldBeFalse();
    }

    private static UnixFileMode Mode(string path) => File.GetUnixFileMode(path);
}
