using System.Collections.Concurrent;
using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Records;
using Trestle.Testing;

namespace Trestle.Tests.Stages;

/// <summary>A project in a folder of its own, run inside the test's process.</summary>
internal sealed class TestProject : IDisposable
{
    /// <summary>Learners that are quick, for projects that name none and no preset that does.</summary>
    private const string Two = "\npropose-candidates: {learners: [linear, lightgbm]}\n";

    private readonly TempFolder folder = new();

    public TestProject(string yaml, string csv)
        : this(yaml, Encoding.UTF8.GetBytes(csv))
    {
    }

    public TestProject(string yaml, byte[] csv)
    {
        File.WriteAllBytes(Path.Combine(folder.Path, "data.csv"), csv);
        File.WriteAllText(
            Path.Combine(folder.Path, Project.FileName),
            yaml.Contains("propose-candidates", StringComparison.Ordinal) || yaml.Contains("preset:", StringComparison.Ordinal)
                ? yaml
                : $"{yaml}{Two}");
    }

    /// <summary>The folder.</summary>
    public string Path_ => folder.Path;

    /// <summary>The store of what its runs wrote.</summary>
    public Trestle.Storage.Blobs.ContentStore Store => new(Path.Combine(folder.Path, ".trestle", "store"));

    /// <summary>How each unit of the last run ended.</summary>
    public ConcurrentDictionary<string, (UnitOutcome Outcome, string Reason)> Units { get; private set; } = new();

    /// <summary>Called when a unit of a run has ended, by its name.</summary>
    public Action<string>? Ended { get; set; }

    /// <summary>Settings for the columns x, z and the target y, small enough to train in a moment.</summary>
    public const string Small = "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 3}\ntrain: {trials: 1}\nrevisit-candidates: "
        + "{ensemble: false}\n";

    /// <summary>Rows with a number, a category and a target that follows from them, some noise added.</summary>
    public static string Rows(int count, Func<int, string>? target = null, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder("x,z,y\n");
        for (var i = 0; i < count; i++)
        {
            var x = random.NextDouble();
            var z = random.Next(3);
            text.Append(
                $"{x:0.0000},{"abc"[z]},{target?.Invoke(i) ?? (x + (z * 0.2) + (random.NextDouble() * 0.3) > 0.85 ? "yes" : "no")}\n");
        }

        return text.ToString();
    }

    /// <summary>Runs the stages up to one.</summary>
    public Task<RunResult> RunAsync(Stage? to = null, RunSelection? selection = null) =>
        RunUntilAsync(selection ?? new RunSelection(To: to ?? Stage.SelectBest), Xunit.TestContext.Current.CancellationToken);

    /// <summary>Runs until it is done or cancelled.</summary>
    public async Task<RunResult> RunUntilAsync(RunSelection selection, CancellationToken cancellation)
    {
        var project = Project.Open(folder.Path);
        var records = await project.OpenRecordsAsync(TimeProvider.System, cancellation);
        return await Engine(project, records).RunAsync(selection, "test", cancellation);
    }

    /// <summary>Runs one unit of a run alone.</summary>
    public async Task<RunResult> ExecuteAsync(Unit unit)
    {
        var project = Project.Open(folder.Path);
        return await Engine(project, await RecordsAsync()).ExecuteAsync(unit, Xunit.TestContext.Current.CancellationToken);
    }

    /// <summary>What a run would do.</summary>
    public async Task<IReadOnlyList<PlannedUnit>> PlanAsync(RunSelection selection) =>
        await new RunPlanner(Project.Open(folder.Path), await RecordsAsync(), StageCatalog.All(new NoHost()))
            .PlanAsync(selection, Xunit.TestContext.Current.CancellationToken);

    /// <summary>The records.</summary>
    public Task<RecordStore> RecordsAsync() =>
        Project.Open(folder.Path).OpenRecordsAsync(TimeProvider.System, Xunit.TestContext.Current.CancellationToken);

    /// <summary>Runs, and gives the problems that stop the run.</summary>
    public async Task<TrestleException> FailsAsync(Stage? to = null) => await Should.ThrowAsync<TrestleException>(() => RunAsync(to));

    /// <summary>
    /// Runs the small project with these settings in place of its own or added, and gives the first problem that stops it.
    /// </summary>
    public static async Task<Problem> ProblemAsync(Stage to, string settings, string? csv = null)
    {
        var lines = settings.Split('\n');
        var others = Small.Split('\n').Where(line => !lines.Any(own => own.Split(':')[0] == line.Split(':')[0]));
        using var project = new TestProject(string.Join('\n', [.. others, .. lines]) + "\n", csv ?? Rows(120));
        return (await project.FailsAsync(to)).Problems[0];
    }

    /// <summary>Runs, and gives one document.</summary>
    public async Task<T> ReadAsync<T>(Stage to, Artifact<T> artifact) => (await RunAsync(to)).Artifacts.Read(artifact);

    public void Dispose() => folder.Dispose();

    private RunEngine Engine(Project project, RecordStore records)
    {
        var observer = new Observer(Ended);
        Units = observer.Units;
        return new RunEngine(project, records, StageCatalog.All(new NoHost()), observer, new Resources(2, 8L << 30), TimeProvider.System);
    }

    private sealed class Observer(Action<string>? ended) : IRunObserver
    {
        public ConcurrentDictionary<string, (UnitOutcome, string)> Units { get; } = new();

        public void RunStarted(int run, string? note, IReadOnlyList<Stage> stages)
        {
        }

        public void StageStarted(Stage stage, IReadOnlyList<string> shards) => shards.ShouldNotBeEmpty();

        public void UnitStarted(Unit unit, Stage stage, string reason)
        {
        }

        public void UnitProgressed(Unit unit, double share, string what) => share.ShouldBeInRange(0, 1);

        public void UnitEnded(Unit unit, Stage stage, UnitOutcome outcome, string reason, TimeSpan took)
        {
            var name = unit.Shard == Unit.Whole ? unit.Stage : $"{unit.Stage}/{unit.Shard}";
            Units[name] = (outcome, reason);
            ended?.Invoke(name);
        }
    }

    /// <summary>These tests end before a package is made; asking for a host would be a mistake.</summary>
    private sealed class NoHost : IScoringHost
    {
        public Task<RunningHost> StartAsync(
            string package, string address, int port, RequestPolicy policy, string? security, CancellationToken cancellation) =>
            throw new InvalidOperationException("no scoring host in this test");
    }
}
