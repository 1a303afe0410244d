using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Projects;

/// <summary>Configurations whose settings are each valid, but not together.</summary>
public sealed class ProjectRefusalTests
{
    [Theory]
    [InlineData("name: a b\ntarget: y", "TR0024", "the name 'a b'", "trestle.yaml:1:7")]
    [InlineData("name: a\ntarget: y\ntime: t\ngroup: g", "TR0025", "both time and group", "trestle.yaml:4:8")]
    [InlineData("name: a\ntarget: y\nignore: [x, y]", "TR0026", "the target 'y' under ignore", "trestle.yaml:3:1")]
    [InlineData(
        "name: a\ntarget: y\nsecurity: {allowed-hosts: [\"https://x/\"]}", "TR0191", "the host name 'https://x/'", "trestle.yaml:3:12")]
    [InlineData(
        "name: a\ntarget: y\nsecurity: {oidc: {issuer: \"http://login.example\", audience: a}}", "TR0193",
        "the issuer 'http://login.example'", "trestle.yaml:3:27")]
    [InlineData(
        "name: a\ntarget: y\nsecurity: {oidc: {issuer: \"https://login.example\"}}", "TR0194", "an issuer without audience and client-id",
        "trestle.yaml:3:12")]
    public void Settings_that_contradict_each_other_are_refused_where_they_stand(string yaml, string code, string found, string where)
    {
        using var folder = new TempFolder();
        var error = Should.Throw<TrestleException>(() => Project.Parse(folder.Path, "trestle.yaml", $"{yaml}\nsource: data.csv\n"));
        var problem = error.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found, problem.Where).ShouldBe((code, found, where));
    }

    [Fact]
    public void A_configuration_that_another_process_keeps_for_itself_is_not_read()
    {
        using var folder = new TempFolder();
        var file = folder.At("trestle.yaml");
        using var kept = new FileStream(file, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var problem = Should.Throw<TrestleException>(() => Project.Open(folder.Path)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Where).ShouldBe(("TR0022", file));
        problem.Found.ShouldContain("being used by another process");
    }
}
