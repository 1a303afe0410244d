using System.Text;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Register;

using Xunit;

namespace Trestle.Tests.Stages.Register;

/// <summary>Versions of a model, and what stage 16 refuses to give one.</summary>
public sealed class ModelRegistryTests : IDisposable
{
    private readonly TestProject folder = new(TestProject.Small, TestProject.Rows(10));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_first_version_becomes_the_champion_and_the_next_does_not()
    {
        var registry = await OpenAsync();
        var first = await RegisterAsync(registry, "one");
        (first.Model, first.Version, first.New).ShouldBe(("small", 1, true));
        first.Aliases.ShouldBe([ModelRegistry.Champion]);
        var second = await RegisterAsync(registry, "two");
        (second.Version, second.New, second.Aliases.Count).ShouldBe((2, true, 0));
        (await registry.ResolveAsync("small", ModelRegistry.Champion, Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_package_keeps_its_version()
    {
        var registry = await OpenAsync();
        await RegisterAsync(registry, "one");
        await RegisterAsync(registry, "two");
        var again = await RegisterAsync(registry, "one");
        (again.Version, again.New).ShouldBe((1, false));
        again.Aliases.ShouldBe([ModelRegistry.Champion]);
    }

    [Fact]
    public async Task The_file_of_a_version_holds_the_bytes_of_the_package()
    {
        var registry = await OpenAsync();
        var entry = await RegisterAsync(registry, "one");
        entry.File.ShouldBe(Path.Combine(".trestle", "packages", "small-1.trestle"));
        (await File.ReadAllTextAsync(Path.Combine(folder.Path_, entry.File), Cancellation)).ShouldBe("one");
        (await registry.PackageOfAsync("1", Cancellation)).ShouldBe(Path.Combine(folder.Path_, entry.File));
        (await registry.PackageOfAsync(ModelRegistry.Champion, Cancellation)).ShouldBe(Path.Combine(folder.Path_, entry.File));
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_refused()
    {
        var registry = await OpenAsync();
        (await registry.ResolveAsync("small", "7", Cancellation)).ShouldBeNull();
        var none = await Should.ThrowAsync<TrestleException>(() => registry.PackageOfAsync("7", Cancellation));
        await RegisterAsync(registry, "one");
        var other = await Should.ThrowAsync<TrestleException>(() => registry.PackageOfAsync("7", Cancellation));
        none.Problems.ShouldHaveSingleItem().Code.ShouldBe("TR1611");
        other.Problems.ShouldHaveSingleItem().Code.ShouldBe("TR1612");
        other.Problems[0].Found.ShouldBe("there is no version or alias '7' of 'small'");
    }

    [Theory]
    [InlineData(40, 3, "at once: 3 of 40 rows differ")]
    [InlineData(0, 0, "at once: 0 of 0 rows differ")]
    public void A_package_whose_proof_failed_gets_no_version(int rows, int differences, string why)
    {
        var refused = new Proved().Refuse(Package("one"), new ParityProof(40, [new ParityWay("at once", rows, differences, null)]));
        refused.ShouldNotBeNull().Code.ShouldBe("TR1601");
        refused.Found.ShouldContain(why);
    }

    [Fact]
    public void A_proof_of_nothing_is_none() =>
        new Proved().Refuse(Package("one"), new ParityProof(0, [])).ShouldNotBeNull().Found.ShouldContain("it covers no rows");

    private static PackagedModel Package(string content) =>
        new("small", ContentHash.Of(Encoding.UTF8.GetBytes(content)), content.Length, []);

    private async Task<ModelRegistry> OpenAsync() => new(Project.Open(folder.Path_), await folder.RecordsAsync());

    private async Task<RegistryEntry> RegisterAsync(ModelRegistry registry, string content)
    {
        folder.Store.Put(Encoding.UTF8.GetBytes(content));
        return await registry.RegisterAsync(Package(content), 1, Cancellation);
    }
}
