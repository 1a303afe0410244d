using System.Runtime.Versioning;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Access;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Access;

/// <summary>Files that are mounted into a container belong to its user where root may give them away.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ContainerUserTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_that_cannot_be_given_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root gives files away");
        Should.Throw<TrestleException>(() => ContainerUser.Give(folder.At("missing"))).Problems.ShouldHaveSingleItem().Code
            .ShouldBe("TR0195");
    }

    [Fact]
    public void A_shared_file_is_for_its_user_alone_also_when_it_is_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows has no modes");
        foreach (var content in new[] { "one"u8.ToArray(), "two"u8.ToArray() })
        {
            PrivateFile.WriteShared(folder.At("file"), content);
            File.ReadAllBytes(folder.At("file")).ShouldBe(content);
            File.GetUnixFileMode(folder.At("file")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_is_not_root_runs_the_container_as_themselves(bool mapsUsers)
    {
        var options = ContainerUser.Options(mapsUsers);
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            options.ShouldBeEmpty();
            return;
        }

        options.Contains("keep-id").ShouldBe(mapsUsers);
        options[^1].ShouldMatch("^[0-9]+:[0-9]+$");
    }
}
