using Npgsql;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Register;
using Trestle.Testing;
using Trestle.Tests.Cli;

using Xunit;

namespace Trestle.Tests.Stages;

/// <summary>Two checkouts of one project, as on two machines: one PostgreSQL database and one shared store, both real.</summary>
public sealed class SharedProjectTests(PostgresServer database, S3Server objects) : IDisposable
{
    private const string Variable = "TRESTLE_TEST_SHARED_DATABASE";
    private readonly TempFolder share = new();
    private readonly List<TestProject> checkouts = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        checkouts.ForEach(checkout => checkout.Dispose());
        share.Dispose();
        NpgsqlConnection.ClearAllPools();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_one_machine_made_another_reuses_predicts_with_and_compares(bool bucket)
    {
        var settings = await SettingsAsync(bucket);
        var (mine, theirs) = (Checkout(settings), Checkout(settings));
        var first = await mine.RunAsync();
        first.Ran.ShouldBeGreaterThan(10);
        var version = await RegisterAsync(mine, first.Run);

        // Nothing is computed again.
        var second = await theirs.RunAsync();
        (second.Ran, second.Reused).ShouldBe((0, first.Ran));
        theirs.Units.Values.ShouldAllBe(unit => unit.Outcome == UnitOutcome.Reused);

        // A package that was never here.
        var other = Project.Open(theirs.Path_);
        var records = await theirs.RecordsAsync();
        var file = await new ModelRegistry(other, records).PackageOfAsync(ModelRegistry.Champion, Cancellation);
        file.ShouldBe(Path.Combine(other.PackageFolder, $"small-{version}.trestle"));
        ModelPackage.Open(file).Manifest.Name.ShouldBe("small");
        theirs.Store.All().Count().ShouldBe(mine.Store.All().Count());

        // A third machine has nothing but the records, and looks at what a run wrote.
        var third = Checkout(settings);
        var compared = await Typed.RunAsync("compare", third.Path_, $"{first.Run}", $"{second.Run}");
        compared.Output.ShouldContain("no difference", Case.Sensitive, compared.ToString());
        (await Typed.RunAsync("show", third.Path_, $"{first.Run}/evaluate")).Code.ShouldBe(0);
        third.Store.All().Count().ShouldBeLessThan(mine.Store.All().Count());
    }

    [Fact]
    public async Task Without_a_shared_store_the_way_to_one_is_shown()
    {
        var settings = $"database: ${{{Variable}}}\n";
        await SettingsAsync(bucket: false);
        var (mine, theirs) = (Checkout(settings), Checkout(settings));
        await RegisterAsync(mine, 1);
        var registry = new ModelRegistry(Project.Open(theirs.Path_), await theirs.RecordsAsync());
        var problem = (await Should.ThrowAsync<TrestleException>(
            () => registry.PackageOfAsync("1", Cancellation))).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("TR1616");
        problem.Fix.ShouldStartWith("name the same store on all machines (store: in trestle.yaml)");
    }

    [Fact]
    public async Task A_share_that_is_not_mounted_stops_the_run_before_anything_is_on_record_as_done()
    {
        var checkout = Checkout("store: /nowhere/mounted\n");
        var problem = (await checkout.FailsAsync(Stage.Ingest)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Where).ShouldBe(("TR0069", "/nowhere/mounted"));
    }

    [Theory]
    [InlineData("store: s3://No_Bucket/x", "the bucket 'No_Bucket' under store", "trestle.yaml:4")]
    [InlineData("store: gs://models", "'gs://…' under store", "trestle.yaml:4")]
    [InlineData("store: {path: s3://m-1, endpoint: 'http://a:secret@b'}", "an address that cannot be used under store", "trestle.yaml")]
    [InlineData("store: {path: share, region: eu-west-1}", "a server or region for a folder under store", "trestle.yaml:4")]
    public void A_wrong_store_is_told_with_its_place_and_without_secrets(string line, string found, string place)
    {
        var problem = Should.Throw<TrestleException>(() => Project.Parse(
            share.Path, "trestle.yaml", $"name: small\nsource: data.csv\ntarget: y\n{line}\n")).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found).ShouldBe(("TR0100", found));
        problem.Where.ShouldStartWith(place);
        problem.ToString().ShouldNotContain("secret");
    }

    private async Task<string> SettingsAsync(bool bucket)
    {
        var ci = Environment.GetEnvironmentVariable("CI") is not null and not "";
        Assert.SkipWhen(!PostgresServer.IsInstalled && !ci, "PostgreSQL is not installed");
        Assert.SkipWhen(bucket && !S3Server.IsInstalled && !ci, "no server that speaks S3 is installed");
        var connection = await database.NewDatabaseAsync(Cancellation);
        Environment.SetEnvironmentVariable(Variable, connection);
        var store = bucket
            ? $"{{path: s3://{await objects.NewBucketAsync(Cancellation)}/small, endpoint: '{objects.Endpoint}'}}"
            : share.Path;
        return $"database: ${{{Variable}}}\nstore: {store}\n";
    }

    private TestProject Checkout(string settings)
    {
        var checkout = new TestProject(TestProject.Small + settings, TestProject.Rows(200));
        checkouts.Add(checkout);
        return checkout;
    }

    private static async Task<int> RegisterAsync(TestProject checkout, int run)
    {
        var project = Project.Open(checkout.Path_);
        var bytes = PackageWriter.Bytes(SamplePackages.Contents(TaskKind.Binary) with { Name = "small" });
        var package = new PackagedModel("small", project.Store.Put(bytes), bytes.Length, []);
        return (await new ModelRegistry(project, await checkout.RecordsAsync()).RegisterAsync(package, run, Cancellation)).Version;
    }
}
