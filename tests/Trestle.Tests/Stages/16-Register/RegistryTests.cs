using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Register;

using Xunit;

namespace Trestle.Tests.Stages.Register;

/// <summary>What is not registered, and what is asked for that was not.</summary>
public sealed class RegistryTests
{
    [Fact]
    public void A_package_without_a_proof_is_not_registered()
    {
        var package = new PackagedModel("small", default, 1, []);
        new Proved().Refuse(package, new ParityProof(10, [new ParityWay("HTTP, JSON", 10, 0, null)])).ShouldBeNull();
        Found(new ParityProof(0, [])).ShouldBe("the package of 'small' has no valid parity proof: it covers no rows");
        Found(new ParityProof(10, [new ParityWay("HTTP, JSON", 10, 3, "row 1")]))
            .ShouldBe("the package of 'small' has no valid parity proof: HTTP, JSON: 3 of 10 rows differ");

        string Found(ParityProof proof)
        {
            var problem = new Proved().Refuse(package, proof).ShouldNotBeNull();
            problem.Code.ShouldBe("TR1601");
            return problem.Found;
        }
    }

    [Theory]
    [InlineData("2024")]
    [InlineData("2nd")]
    [InlineData("v7")]
    [InlineData("V007")]
    [InlineData("latest")]
    [InlineData("Last")]
    [InlineData("-prod")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("prüfung")]
    public void A_name_that_could_be_taken_for_a_version_is_no_alias(string name) =>
        Should.Throw<TrestleException>(() => AliasName.Check(name)).Problems[0].Code.ShouldBe("TR1619");

    [Fact]
    public async Task The_case_of_an_alias_does_not_count()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60));
        var records = await project.RecordsAsync();
        var registry = new ModelRegistry(Project.Open(project.Path_), records);
        var cancellation = TestContext.Current.CancellationToken;
        await records.RegisterVersionAsync("small", ContentHash.Of("a package"u8), 1, cancellation);
        await records.SetAliasAsync("small", "Prod", 1, "an earlier version of Trestle", "", cancellation);

        (await registry.ResolveAsync("small", "pROD", cancellation)).ShouldBe(1);
        (await registry.PromoteAsync("small", 1, "anna", "the same", cancellation, "PROD")).ShouldBe(1);
        (await registry.PromoteAsync("small", 1, "anna", "another", cancellation, "Staging")).ShouldBeNull();
        (await records.AliasesAsync("small", cancellation)).Select(alias => alias.Alias).ShouldBe(["Prod", "staging"]);
        (await registry.ResolveAsync("small", "+1", cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_registered_version_the_way_to_one_is_shown()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(60));
        var registry = new ModelRegistry(Project.Open(project.Path_), await project.RecordsAsync());
        var error = await Should.ThrowAsync<TrestleException>(() => registry.PackageOfAsync("1", TestContext.Current.CancellationToken));
        var problem = error.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found, problem.Fix)
            .ShouldBe(("TR1611", "no version of 'small' is registered", $"make one first: trestle run {project.Path_}"));
    }
}
