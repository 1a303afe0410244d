using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Register;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Testing;

namespace Trestle.Tests.Stages.RetrainOrRetire;

/// <summary>A deployment that only notes what it is asked, and can be killed at any call.</summary>
internal sealed class NotedDeployment(PredictionLog log, DateTimeOffset since, ModelRegistry registry) : IServedModel
{
    public PredictionLog Log => log;

    public int Live { get; set; }

    public TrialProgress Progress { get; set; }

    public string KillAfter { get; set; } = "";

    public List<string> Calls { get; } = [];

    public void Kill(string at)
    {
        if (KillAfter == at)
        {
            throw new OperationCanceledException("killed");
        }
    }

    public Task<Served?> FindAsync(CancellationToken cancellation) => Task.FromResult<Served?>(new Served(Live, since, log));

    public Task ShadowAsync(int version, string reason, CancellationToken cancellation) => Call($"shadow {version}", "shadow");

    /// <summary>What a challenger lacks; null for nothing.</summary>
    public string? Missing { get; set; }

    public async Task<string?> TryAsync(int version, string reason, CancellationToken cancellation)
    {
        await Call($"try {version}", "try");
        return Missing;
    }

    public async Task<TrialProgress> AdvanceAsync(int version, CancellationToken cancellation)
    {
        await Call("advance", "advance");
        return Progress;
    }

    public Task PromoteAsync(int version, string reason, CancellationToken cancellation) =>
        registry.PromoteAsync("churn", version, RetrainOrRetireStage.Who, reason, cancellation);

    public Task DropAsync(int version, int live, string reason, CancellationToken cancellation) =>
        Call($"drop {version} for {live}", "drop");

    public Task RetireAsync(int version, string reason, CancellationToken cancellation) => Call($"retire {version}", "retire");

    private Task Call(string call, string name)
    {
        Calls.Add(call);
        Kill(name);
        return Task.CompletedTask;
    }

    /// <summary>A package of the linear model, or of one that gives 50 for every row.</summary>
    public static PackageContents Contents(string learner, IReadOnlyDictionary<string, byte[]>? documents)
    {
        var contents = SamplePackages.Contents(TaskKind.Regression);
        contents = documents is null ? contents : contents with { Documents = documents };
        if (learner != "mean")
        {
            return contents;
        }

        var features = contents.Plan.Bind().Apply(SamplePackages.Rows(50, 3));
        var train = new TrainingSet
        {
            Features = features.Schema,
            Blocks = [features],
            Labels = [.. Enumerable.Repeat(50.0, 50)],
            Task = TaskKind.Regression,
            Classes = 0,
        };
        using var learning = LearnerCatalog.Get("mean").Begin(train, null, new LearningOptions(1, 1));
        var none = new Parameters(new Dictionary<string, double>());
        return contents with { Learner = "mean", Model = learning.Fit(none, CancellationToken.None).Model.Save() };
    }
}
