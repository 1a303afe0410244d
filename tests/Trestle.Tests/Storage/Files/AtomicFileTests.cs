using Shouldly;

using Trestle.Core.Errors;
using Trestle.Storage.Files;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Storage.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public void A_file_is_replaced_as_a_whole()
    {
        var path = folder.Write("a", "old");
        AtomicFile.WriteStream(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            File.ReadAllText(path).ShouldBe("old");
        });

        File.ReadAllText(path).ShouldBe("new");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_nothing_else()
    {
        var path = folder.Write("a", "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.WriteStream(path, stream =>
        {
            stream.Write("new"u8);
            throw new InvalidOperationException();
        }));

        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void A_folder_that_is_missing_is_an_error() =>
        Should.Throw<TrestleException>(() => AtomicFile.WriteStream(folder.At("none/a"), _ => { })).Problems[0].Code.ShouldBe("TR0043");

    [Fact]
    public void A_full_disk_is_an_error()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");

        var problem = Should.Throw<TrestleException>(
            () => AtomicFile.Write(folder.At("a"), _ => File.WriteAllText("/dev/full", "x"))).Problems[0];
        problem.Code.ShouldBe("TR0044");
        problem.Where.ShouldBe(folder.At("a"));
    }

    public void Dispose() => folder.Dispose();
}
