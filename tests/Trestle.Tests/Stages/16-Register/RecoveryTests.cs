using System.Text;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Deploy;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Package;
using Trestle.Stages.Register;
using Trestle.Storage.Records;
using Trestle.Testing;
using Trestle.Tests.Cli;

using Xunit;

namespace Trestle.Tests.Stages.Register;

/// <summary>Records lost are not packages lost.</summary>
public sealed class RecoveryTests : IDisposable
{
    private const string Model = "small";
    private readonly TempFolder folder = new();
    private readonly Project project;

    public RecoveryTests()
    {
        folder.Write(Project.FileName, "name: small\nsource: data.csv\ntarget: churn\n");
        project = Project.Open(folder.Path);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    [Fact]
    public async Task After_the_records_are_lost_no_package_is_overwritten_and_numbers_go_on()
    {
        await RegisterAsync("one");
        await RegisterAsync("two");
        var before = Files();
        LoseRecords();

        (await RegisterAsync("three")).ShouldSatisfyAllConditions(
            entry => entry.Version.ShouldBe(3), entry => entry.Aliases.ShouldBeEmpty());
        Files().Where(file => before.ContainsKey(file.Key)).ShouldBe(before);
        Files().Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_same_package_gets_the_number_that_it_had()
    {
        await RegisterAsync("one");
        await RegisterAsync("two");
        LoseRecords();

        var again = await RegisterAsync("two");
        (again.Version, again.New).ShouldBe((2, true));
        Files().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_file_with_other_content_is_never_overwritten()
    {
        var entry = await RegisterAsync("one");
        File.WriteAllText(Path.Combine(folder.Path, entry.File), "somebody's own");

        var problem = (await Should.ThrowAsync<TrestleException>(() => RegisterAsync("one"))).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Where).ShouldBe(("TR1614", Path.Combine(project.Folder, entry.File)));
        File.ReadAllText(Path.Combine(folder.Path, entry.File)).ShouldBe("somebody's own");
    }

    [Fact]
    public async Task What_is_not_on_record_is_named_with_the_way_back()
    {
        await RegisterAsync("one");
        LoseRecords();

        var registry = new ModelRegistry(project, await RecordsAsync());
        (await registry.UnregisteredAsync(Model, Cancellation)).ShouldBe([1]);
        var problem = (await Should.ThrowAsync<TrestleException>(
            () => registry.PackageOfAsync(ModelRegistry.Champion, Cancellation))).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Fix).ShouldBe(("TR1615", "register the packages again: trestle models recover"));
        var status = await Typed.RunAsync("status", folder.Path);
        status.Output.ShouldContain("the package of version 1 lies in the project but not on record");
        (await Typed.RunAsync("status", folder.Path, "--json")).Json().GetProperty("unregistered")[0].GetInt32().ShouldBe(1);
        (await Typed.RunAsync("doctor", folder.Path)).Output.ShouldContain("1 package not on record: version 1");
        (await Typed.RunAsync("models", folder.Path)).Output.ShouldContain("lies in the project but not on record: trestle models");
        var serve = await Typed.RunAsync("serve", folder.Path);
        (serve.Code, serve.Errors.StartsWith("TR1615", StringComparison.Ordinal)).ShouldBe((1, true));
    }

    [Fact]
    public async Task Recovered_versions_have_their_numbers_their_runs_and_the_choice()
    {
        await RegisterAsync("one");
        await RegisterAsync("two");
        LoseRecords();
        var routes = Directory.CreateDirectory(Path.Combine(project.StateFolder, "deployments", Model)).FullName;
        File.WriteAllBytes(Path.Combine(routes, "routes.json"), RouteTables.Write(new RouteTable
        {
            Deployment = Model,
            Model = Model,
            Generation = 1,
            Routes = [new Route(2, "../../packages/small-2.trestle", new string('0', 64), RouteRole.Live, 1)],
        }));

        var typed = await Typed.RunAsync("models", "recover", folder.Path, "--json");
        typed.Code.ShouldBe(0, typed.ToString());
        typed.Json().GetProperty("champion").GetInt32().ShouldBe(2);
        var records = await RecordsAsync();
        (await records.VersionsAsync(Model, Cancellation)).Select(version => (version.Version, version.Run)).ShouldBe([(2, 2), (1, 1)]);
        var run = (await records.RunAsync(2, Cancellation))!;
        (run.Status, run.Run.Configuration, run.Run.Seed, run.Run.Project).ShouldBe((RunStatus.Finished, "two", 7, Model));
        var artifacts = await RunRecords.ReaderAsync(records, project, 2, Cancellation);
        artifacts.Places.Select(place => place.Name).Order(StringComparer.Ordinal).ShouldBe(["contract", "model-package", "package"]);
        (await new ModelRegistry(project, records).ResolveAsync(Model, ModelRegistry.Champion, Cancellation)).ShouldBe(2);
        (await records.Audit.LastAsync(10, $"{Model}/1", Cancellation)).ShouldHaveSingleItem().Note.Action.ShouldBe("registry.recover");
        (await AuditCheck.RunAsync(project, records, null, Cancellation)).Faults.ShouldNotContain(fault => fault.Contains("version"));
        (await RegisterAsync("one")).New.ShouldBeFalse();

        var again = await Typed.RunAsync("models", "recover", folder.Path);
        again.Output.ShouldContain("Every package of the project is on record.");
    }

    [Fact]
    public async Task A_damaged_database_says_which_command_leads_on_and_that_command_does()
    {
        await RegisterAsync("one");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.WriteAllText(project.DatabaseFile, new string('x', 8192));

        var status = await Typed.RunAsync("status", folder.Path);
        (status.Code, status.Errors.StartsWith("TR0048", StringComparison.Ordinal)).ShouldBe((1, true));
        status.Errors.ShouldContain("trestle models recover");
        var recovered = await Typed.RunAsync("models", "recover", folder.Path);
        recovered.Code.ShouldBe(0, recovered.ToString());
        recovered.Output.ShouldContain("The damaged database is kept as .trestle/trestle.db.damaged-");
        recovered.Output.ShouldContain("The champion is version 1.");
        (await new ModelRegistry(project, await RecordsAsync()).UnregisteredAsync(Model, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_package_that_is_damaged_or_of_another_model_is_left_alone()
    {
        await RegisterAsync("one");
        LoseRecords();
        File.WriteAllText(Path.Combine(project.PackageFolder, "small-2.trestle"), "no package");
        PackageWriter.WriteFile(Contents("x") with { Name = "other" }, Path.Combine(project.PackageFolder, "small-3.trestle"));
        File.Copy(Path.Combine(project.PackageFolder, "small-1.trestle"), Path.Combine(project.PackageFolder, "small-4.trestle"));
        File.Copy(Path.Combine(project.PackageFolder, "small-1.trestle"), Path.Combine(project.PackageFolder, "small-05.trestle"));

        var packages = await new Recovery(project, await RecordsAsync()).RunAsync("ann", "the disk failed", Cancellation);
        packages.Select(package => (package.Version, package.Run)).ShouldBe([(1, 1), (2, null), (3, null), (4, null)]);
        packages[1].Left.ShouldNotBeNull();
        packages[2].Left.ShouldBe("it is a package of 'other'");
        packages[3].Left.ShouldBe("the same package is registered under another number");
        LastRoutes.LiveVersion(project, Model).ShouldBeNull();
    }

    private static PackageContents Contents(string configuration)
    {
        var contract = ContentHash.Of("a contract"u8);
        return SamplePackages.Contents(TaskKind.Binary) with
        {
            Name = Model,
            Documents = new Dictionary<string, byte[]>
            {
                ["lineage.json"] = Documents.WriteReadable(new PackageLineage
                {
                    Configuration = configuration,
                    Seed = 7,
                    Code = "1.0+abc",
                    Artifacts =
                    [
                        new LineageArtifact(Stage.ValidateData.Slug, Unit.Whole, "contract", contract),
                        new LineageArtifact(Stage.Evaluate.Slug, Unit.Whole, "scorecard", ContentHash.Of("lost"u8)),
                    ],
                }),
            },
        };
    }

    private void LoseRecords()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(project.StateFolder, "trestle.db*"))
        {
            File.Delete(file);
        }
    }

    private Dictionary<string, ContentHash> Files() =>
        Directory.GetFiles(project.PackageFolder).ToDictionary(file => file, file => ContentHash.Of(File.ReadAllBytes(file)));

    private Task<RecordStore> RecordsAsync() => project.OpenRecordsAsync(TimeProvider.System, Cancellation);

    private async Task<RegistryEntry> RegisterAsync(string configuration)
    {
        project.Store.Put(Encoding.UTF8.GetBytes("a contract"));
        var bytes = PackageWriter.Bytes(Contents(configuration));
        var hash = project.Store.Put(bytes);
        return await new ModelRegistry(project, await RecordsAsync())
            .RegisterAsync(new PackagedModel(Model, hash, bytes.Length, []), 1, Cancellation);
    }
}
