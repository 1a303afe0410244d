using System.Text;

using Shouldly;

using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>What is on record is held against the audit log: deployments with their generations, keys with their roles, packages.</summary>
public sealed class AuditCheckTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_generation_of_a_deployment_has_its_entry()
    {
        using var world = await DeployWorld.MakeAsync();
        await world.DeployAsync(1);
        (await FaultsAsync(world)).ShouldBeEmpty();
        await world.DeployAsync(2, "blue-green");
        (await FaultsAsync(world)).ShouldBeEmpty();
        await world.Open().AdvanceAsync("small", Cancellation);
        await world.Open().RollbackAsync("small", "ann", "worse", Cancellation);
        await world.Open().RetireAsync("small", 2, "ann", "bad", null, Cancellation);
        (await FaultsAsync(world)).ShouldBeEmpty();

        await ChangeAsync(world, found => found with { Generation = found.Generation + 1 });
        (await FaultsAsync(world)).ShouldHaveSingleItem().ShouldMatch("^generation [0-9]+ of the deployment small has no entry; the last");
        await ChangeAsync(world, found => found with { Generation = found.Generation - 1 });
        (await FaultsAsync(world)).ShouldBeEmpty();
        await ChangeAsync(world, found => found with { Routes = [found.Routes[0] with { Version = 3 }] });
        (await FaultsAsync(world)).ShouldHaveSingleItem().ShouldStartWith("the deployment small has other routes than the entry of");
    }

    [Fact]
    public async Task A_refused_a_crashed_and_a_retired_deployment_are_as_their_entries_say()
    {
        using var world = await DeployWorld.MakeAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => world.Open(step =>
        {
            if (step == "applied")
            {
                throw new InvalidOperationException("crash");
            }
        }).ApplyAsync(new("1") { Reason = "first" }, "ann", Cancellation));
        (await FaultsAsync(world)).ShouldBeEmpty();
        await world.Open().AdvanceAsync("small", Cancellation);
        await world.Open().RetireAsync("small", null, "ann", "over", null, Cancellation);
        (await FaultsAsync(world)).ShouldBeEmpty();
        await ChangeAsync(
            world, found => found with { Archived = [.. found.Archived.Select(version => version with { Reason = "none" })] });
        (await FaultsAsync(world)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_key_has_the_role_and_the_secret_of_its_entries()
    {
        using var world = await DeployWorld.MakeAsync();
        var keys = new AccessKeys(world.Records, world.Clock);
        await keys.CreateAsync("anna", Role.Viewer, "test", Cancellation);
        await keys.CreateAsync("ben", Role.Editor, "test", Cancellation);
        await keys.ChangeRoleAsync("anna", Role.Editor, "test", Cancellation);
        await keys.RevokeAsync("ben", "test", Cancellation);
        (await FaultsAsync(world)).ShouldBeEmpty();

        var before = await EditKeyAsync(world, "anna", json => json.Replace("editor", "admin", StringComparison.Ordinal));
        (await FaultsAsync(world)).ShouldBe(["the key anna has the role admin, and its entry says editor"]);
        await EditKeyAsync(world, "anna", _ => before.Replace("\"hash\":\"", "\"hash\":\"0", StringComparison.Ordinal));
        (await FaultsAsync(world)).ShouldBe(["the key anna has another secret than its entry says"]);
        await EditKeyAsync(world, "anna", _ => before);
        await EditKeyAsync(
            world, "ben", json => System.Text.RegularExpressions.Regex.Replace(json, "\"revokedAt\":\"[^\"]*\"", "\"revokedAt\":null"));
        (await FaultsAsync(world)).ShouldBe(["the key ben is valid, and its entry says that it was revoked"]);
    }

    [Fact]
    public async Task A_package_without_a_version_shows_that_the_records_are_older()
    {
        using var world = await DeployWorld.MakeAsync();
        File.Copy(
            Path.Combine(world.Project.PackageFolder, "small-3.trestle"), Path.Combine(world.Project.PackageFolder, "small-4.trestle"));
        (await FaultsAsync(world)).ShouldBe(["the package small-4.trestle is there, and its version is not on record"]);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(DeployWorld world) =>
        (await AuditCheck.RunAsync(world.Project, world.Records, null, Cancellation)).Faults;

    private static async Task ChangeAsync(DeployWorld world, Func<Deployment, Deployment> change)
    {
        var found = (await world.Records.Documents.FindAsync(Deployment.Kind, "small", Cancellation))!;
        var changed = change(Documents.Read<Deployment>(Encoding.UTF8.GetBytes(found.Json)));
        await world.Records.Documents.PutAsync(
            found.Kind, found.Name, Encoding.UTF8.GetString(Documents.Write(changed)), found.Revision, null, Cancellation);
    }

    private static async Task<string> EditKeyAsync(DeployWorld world, string name, Func<string, string> edit)
    {
        var found = (await world.Records.Documents.FindAsync("key", name, Cancellation))!;
        await world.Records.Documents.PutAsync(found.Kind, name, edit(found.Json), found.Revision, null, Cancellation);
        return found.Json;
    }
}
