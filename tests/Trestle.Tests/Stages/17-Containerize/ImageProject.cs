using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Containerize;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Register;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Containerize;

/// <summary>
/// A project with one registered version, a scoring host's files and a root file system, all small enough to be packed in a moment.
/// </summary>
internal sealed class ImageProject : IDisposable
{
    /// <summary>When the version was registered.</summary>
    public static readonly DateTimeOffset Registered = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private readonly TempFolder folder = new();
    private RecordStore? records;

    public ImageProject(string settings = "")
    {
        folder.Write(Project.FileName, $"name: Churn_2\nsource: data.csv\ntarget: churn\n{settings}");
        Directory.CreateDirectory(Host);
        Write("host/Trestle.Serving.dll", "the host");
        Write("host/Trestle.Serving.pdb", "its symbols");
        Write("host/Trestle.Serving", "its launcher");
        Write(
            "host/Trestle.Serving.runtimeconfig.json",
            """{"runtimeOptions":{"frameworks":[{"name":"Microsoft.AspNetCore.App","version":"10.0.0"}]}}""");
        foreach (var entry in SampleImage.Runtime)
        {
            Write($"root/{entry.Name}", entry.Content);
        }

        Project = Project.Open(folder.Path);
    }

    public Project Project { get; }

    /// <summary>The environment.</summary>
    public Dictionary<string, string> Environment { get; } = new() { ["REGISTRY_AUTH_FILE"] = "/nowhere/auth.json" };

    /// <summary>What was told on the way.</summary>
    public List<string> Told { get; } = [];

    /// <summary>The root file system.</summary>
    public string Root => At("root");

    private string Host => At("host");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string At(string name) => Path.Combine(folder.Path, name);

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        return folder.Write(name, content);
    }

    /// <summary>Makes an image; of the root file system unless another base is named.</summary>
    public async Task<ImageResult> MakeAsync(Func<ImageRequest, ImageRequest>? change = null)
    {
        var request = new ImageRequest(ModelRegistry.Champion) { Base = Root };
        var stage = new ContainerizeStage(Project, await RecordsAsync(), Host, name => Environment.GetValueOrDefault(name), new NoPauses());
        return await stage.RunAsync(change?.Invoke(request) ?? request, "ann", (_, what) => Told.Add(what), Cancellation);
    }

    /// <summary>Makes an image on a base and gives the problem that there is.</summary>
    public async Task<Problem> RefusalAsync(Func<ImageRequest, ImageRequest> change)
    {
        var refused = await Should.ThrowAsync<TrestleException>(MakeAsync(change));
        (Directory.Exists(At(".trestle/tmp")) ? Directory.GetFileSystemEntries(At(".trestle/tmp")) : []).ShouldBeEmpty();
        return refused.Problems.ShouldHaveSingleItem();
    }

    /// <summary>What is on record.</summary>
    public async Task<RecordStore> RecordsAsync()
    {
        if (records is null)
        {
            records = await Project.OpenRecordsAsync(new FixedClock(), Cancellation);
            Directory.CreateDirectory(Project.PackageFolder);
            var file = new ModelRegistry(Project, records).PackageFile("Churn_2", 1);
            PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), file);
            await using var bytes = File.OpenRead(file);
            await records.RegisterVersionAsync(
                "Churn_2", await Trestle.Core.Artifacts.ContentHash.OfAsync(bytes, Cancellation), 1, Cancellation);
            await records.SetAliasAsync("Churn_2", ModelRegistry.Champion, 1, "test", "the first", Cancellation);
        }

        return records;
    }

    /// <summary>The document of an archive that has a digest, or the one that its index names.</summary>
    public static JsonNode Document(string archive, string? digest = null)
    {
        var name = digest is null ? "index.json" : $"blobs/sha256/{digest[7..]}";
        return JsonNode.Parse(Files(archive)[name])!;
    }

    /// <summary>The files of a tar.</summary>
    public static Dictionary<string, byte[]> Files(string archive)
    {
        using var file = File.OpenRead(archive);
        using var reader = new System.Formats.Tar.TarReader(file);
        var found = new Dictionary<string, byte[]>();
        while (reader.GetNextEntry() is { } entry)
        {
            using var bytes = new MemoryStream();
            entry.DataStream?.CopyTo(bytes);
            found[entry.Name] = bytes.ToArray();
        }

        return found;
    }

    public void Dispose() => folder.Dispose();

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Registered;
    }

    /// <summary>A clock on which pauses are over at once.</summary>
    private sealed class NoPauses : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
