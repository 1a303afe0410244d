using Trestle.Core.Artifacts;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.PredictionLogs;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Monitor;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Register;
using Trestle.Storage.Records;
using Trestle.Testing;
using Xunit;

namespace Trestle.Tests.Stages.Monitor;

/// <summary>
/// A model that a run has trained, registered as version 1, and traffic for it as hosts write it down: one host a deployment, whose
/// requests have one row each and are a minute apart.
/// </summary>
public sealed class WatchedModel : IAsyncLifetime
{
    private readonly TestProject project = new(TestProject.Small, TestProject.Rows(1500));

    internal static DateTimeOffset Start { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal RecordStore Records { get; private set; } = null!;

    internal string Folder => project.Path_;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var result = await project.RunAsync(Stage.SelectBest);
        Records = await project.RecordsAsync();
        var opened = Project.Open(Folder);
        Directory.CreateDirectory(opened.PackageFolder);
        PackageWriter.WriteFile(
            Package(result.Artifacts.Read(Artifact.Contract)),
            new ModelRegistry(opened, Records).PackageFile("small", 1));
        await Records.RegisterVersionAsync("small", ContentHash.Of([1]), result.Run, Cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        project.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Judges what is over some hours after the start, under other settings than the run's.</summary>
    internal async Task<IReadOnlyList<SignalReport>> AdvanceAsync(
        string deployment, double hours, string monitor, int version = 1, bool predictions = false, string window = "1h")
    {
        await File.WriteAllTextAsync(
            Path.Combine(Folder, Project.FileName),
            $"{TestProject.Small}monitor: {{window: {window}, prediction-drift: {{enabled: {(predictions ? "true" : "false")}}}, "
                + $"{monitor}}}\n",
            Cancellation);
        var opened = Project.Open(Folder);
        var stage = new MonitorStage(opened, Records, new Resources(1, 1L << 30), new StillClock { Now = Start.AddHours(hours) });
        return await stage.AdvanceAsync(deployment, Log(deployment), version, Start, Cancellation);
    }

    /// <summary>The stage some hours after the start, under the settings of the last call of <see cref="AdvanceAsync"/>.</summary>
    internal MonitorStage At(double hours) =>
        new(Project.Open(Folder), Records, new Resources(1, 1L << 30), new StillClock { Now = Start.AddHours(hours) });

    /// <summary>Judges the rows of a file under some settings.</summary>
    internal async Task<FileReport> JudgeAsync(string file, string settings = "")
    {
        await File.WriteAllTextAsync(
            Path.Combine(Folder, Project.FileName),
            $"{TestProject.Small}monitor: {{window: 1h, prediction-drift: {{enabled: false}}}}\n{settings}", Cancellation);
        return await new FileMonitor(Project.Open(Folder), Records, new Resources(1, 1L << 30), new StillClock { Now = Start })
            .JudgeAsync("1", file, Cancellation);
    }

    /// <summary>The values of a column in an hour beside those of the training.</summary>
    internal Task<Distributions?> DistributionsAsync(string deployment, string subject, int hour) =>
        new MonitorStage(Project.Open(Folder), Records, new Resources(1, 1L << 30), new StillClock()).DistributionsAsync(
            Log(deployment), 1, subject, Start.AddHours(hour), Start.AddHours(hour + 1), Cancellation);

    /// <summary>A package of the run's contract; what it would answer is not asked here.</summary>
    private static PackageContents Package(Contract contract)
    {
        var features = new RowSchema([new Column("x", ColumnKind.Number)]);
        using var learning = LearnerCatalog.Get("linear").Begin(
            new TrainingSet
            {
                Features = features,
                Blocks = [new RowBlock(
                features, 4, [new[] { 0.1, 0.3, 0.6, 0.9 }])],
                Labels = [0, 1, 0, 1],
                Task = TaskKind.Binary,
                Classes = 2
            },
            null,
            new LearningOptions(Seed: 1, Threads: 1));
        return new PackageContents
        {
            Name = "small",
            Code = "0.1.0",
            Contract = contract,
            Plan = new FittedPlan(features, []),
            Learner = "linear",
            Model = learning.Fit(LearnerCatalog.Get("linear").Space(TaskKind.Binary, 4, 1).Defaults, CancellationToken.None).Model.Save(),
            Threshold = 0.5,
            Documents = new Dictionary<string, byte[]>(),
        };
    }

    /// <summary>Where the hosts of a deployment write.</summary>
    internal PredictionLog Log(string deployment) => new(Path.Combine(Folder, ".trestle", "deployments", deployment));

    /// <summary>Writes a segment of a deployment's prediction log.</summary>
    internal void Write(string deployment, int segment, Action<Traffic> add, ulong host = Traffic.Host)
    {
        var traffic = new Traffic(segment, host);
        add(traffic);
        Directory.CreateDirectory(Log(deployment).SegmentFolder);
        File.WriteAllBytes(Path.Combine(Log(deployment).SegmentFolder, $"{host:x16}-{segment:D6}.journal"), traffic.Bytes);
    }

    /// <summary>One segment of traffic.</summary>
    internal sealed class Traffic(int seed, ulong host)
    {
        public const ulong Host = 0xab;

        private readonly PredictionLogEncoder encoder = Begun(host);
        private readonly Random random = new(seed);

        public byte[] Bytes => encoder.Pending.ToArray();

        /// <summary>
        /// Requests as the model was trained on, evenly over an hour, and their labels two minutes later; each may be changed. The numbers
        /// of the requests of an hour begin at 1,000 times the hour, plus 1.
        /// </summary>
        public Traffic Hour(
            int hour, int rows = 300, Func<double, double>? x = null, Func<double, double>? score = null, bool labels = true,
            bool flip = false, int version = 1, int role = 0, int sequences = 0)
        {
            for (var i = 0; i < rows; i++)
            {
                var (number, category, noise) = (random.NextDouble(), random.Next(3), random.NextDouble() * 0.3);
                var signal = number + (category * 0.2);
                var at = Start.AddHours(hour).AddHours((double)i / rows);
                var (known, predicted) = (x?.Invoke(number) ?? number, 1 / (1 + Math.Exp(-10 * (signal - 0.7))));
                var inputs = new TableBuilder().Numbers("x", known).Texts("z", $"{"abc"[category]}").Block();
                encoder.AddPrediction(
                    at.UtcTicks, Sequence(hour, sequences + i), version, role, 900, inputs, [score?.Invoke(predicted) ?? predicted], 1);
                if (labels)
                {
                    var id = new PredictionId(host, Sequence(hour, i), 0).ToString();
                    Label(at.AddMinutes(2), id, signal + noise > 0.85 != flip ? "yes" : "no");
                }
            }

            return this;
        }

        /// <summary>A label, or what a client takes for one.</summary>
        public Traffic Label(DateTimeOffset at, string id, string label)
        {
            encoder.AddLabel(at.UtcTicks, id, label);
            return this;
        }

        /// <summary>Requests that were refused.</summary>
        public Traffic Refusals(int hour, int requests, int status, string code, string column)
        {
            for (var i = 0; i < requests; i++)
            {
                encoder.AddRefusal(Start.AddHours(hour).AddSeconds(i).UtcTicks, status, code, column);
            }

            return this;
        }

        /// <summary>Rows that were refused in a request.</summary>
        public Traffic RefusedRows(int hour, int status, string code, string column, int rows)
        {
            encoder.AddRefusal(Start.AddHours(hour).AddSeconds(1).UtcTicks, status, code, column, rows, request: false);
            return this;
        }

        public static string Id(int hour, int row) => new PredictionId(Host, Sequence(hour, row), 0).ToString();

        private static long Sequence(int hour, int row) => (hour * 1000) + row + 1;

        private static PredictionLogEncoder Begun(ulong host)
        {
            var encoder = new PredictionLogEncoder(host);
            encoder.BeginSegment();
            return encoder;
        }
    }
}
