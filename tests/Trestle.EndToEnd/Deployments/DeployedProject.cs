using System.Text;
using System.Text.Json.Nodes;

using Trestle.Core.Artifacts;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Register;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Deployments;

/// <summary>A project whose model has registered versions, as runs would have made them; and what of it runs.</summary>
internal sealed class DeployedProject : IAsyncDisposable
{
    private readonly TempFolder folder = new();

    private DeployedProject(string settings)
    {
        folder.Write(Project.FileName, $"name: sample\nsource: data.csv\ntarget: churn\ndeploy: {{port: 0, {settings}}}\n");
        Project = Project.Open(folder.Path);
    }

    public Project Project { get; }

    public RecordStore Records { get; private set; } = null!;

    public string Folder => folder.Path;

    /// <summary>The deployment's files.</summary>
    public HostFiles Files => new(Path.Combine(Project.StateFolder, "deployments", "sample"));

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Trestle's programs as they are built.</summary>
    public static DeployPrograms Programs =>
        DeployPrograms.In(Path.Combine(TrestleProgram.Root, "artifacts", "bin", "Trestle.Cli", "release"));

    /// <summary>A request of one row.</summary>
    public static object Request { get; } = new
    {
        dataframe_records = new[] { new { age = 30, income = 1.5, city = "Rome", member = true, joined = "2020-01-02", plan = "plus" } },
    };

    public static async Task<DeployedProject> MakeAsync(int versions, string settings = "strategy: blue-green")
    {
        var made = new DeployedProject(settings);
        made.Records = await made.Project.OpenRecordsAsync(TimeProvider.System, Cancellation);
        Directory.CreateDirectory(made.Project.PackageFolder);
        for (var version = 1; version <= versions; version++)
        {
            var hash = ContentHash.Of(Encoding.UTF8.GetBytes($"{version}"));
            await made.Records.RegisterVersionAsync("sample", hash, 1, Cancellation);
            PackageWriter.WriteFile(Contents(version, made.Folder), made.Package(version));
        }

        await made.Records.SetAliasAsync("sample", ModelRegistry.Champion, 1, "test", "the first", Cancellation);
        return made;
    }

    public string Package(int version) => new ModelRegistry(Project, Records).PackageFile("sample", version);

    /// <summary>The deployments as another process would open them.</summary>
    public Stages.Deploy.Deployments Open() => DeployStage.Open(Project, Records, Programs, TimeProvider.System);

    public async Task<Deployment> DeploymentAsync() => (await Open().FindAsync("sample", Cancellation))!;

    /// <summary>Runs a command on the project.</summary>
    public Task<Ended> RunAsync(string verb, params string[] rest) => TrestleProgram.RunAsync(Cancellation, [verb, Folder, .. rest]);

    /// <summary>Ends what still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Files.Folder))
        {
            var targets = TargetCatalog.All(Programs, new ImageFiles(Folder), TimeProvider.System);
            var deployment = await Open().FindAsync("sample", CancellationToken.None);
            if (deployment is not null)
            {
                var order = new DeployOrder(Files.Folder, deployment, Project.Settings.Deploy);
                await targets.Single(target => target.Name == deployment.Target).StopAsync(order, CancellationToken.None);
            }
        }

        folder.Dispose();
    }

    /// <summary>A package with sample rows, as stage 15 writes them.</summary>
    private static PackageContents Contents(int version, string folder)
    {
        var contents = SamplePackages.Contents(TaskKind.Binary);
        contents = contents with
        {
            Name = "sample",
            Contract = contents.Contract with
            {
                Columns = [.. contents.Contract.Columns.Select(
                column => column with { Private = false })]
            },
            Documents = new Dictionary<string, byte[]> { ["README.md"] = Encoding.UTF8.GetBytes($"# Version {version}\n") },
        };
        var plain = Path.Combine(folder, $"plain-{version}.trestle");
        PackageWriter.WriteFile(contents, plain);
        var scorer = new Scorer(ModelPackage.Open(plain));
        var rows = SamplePackages.Rows(60, seed: 7);
        var scores = scorer.Score(rows);
        var samples = new StringBuilder();
        for (var row = 0; row < rows.Rows; row++)
        {
            var values = new JsonObject();
            for (var column = 0; column < rows.Schema.Count; column++)
            {
                var text = rows.Texts(column)[row];
                values[rows.Schema[column].Name] = text is null or "n/a"
                    ? null
                    : rows.Schema[column].Name is "age" or "income"
                    ? JsonValue.Create(double.Parse(text))
                    : text;
            }

            samples.Append(
                new JsonObject { ["row"] = values, ["scores"] = new JsonArray(JsonValue.Create(scores.Row(row)[0])) }.ToJsonString())
                    .Append('\n');
        }

        return contents with
        {
            Documents = new Dictionary<string, byte[]>(contents.Documents)
            {
                ["samples.jsonl"] = Encoding.UTF8.GetBytes(samples.ToString()),
            },
        };
    }
}
