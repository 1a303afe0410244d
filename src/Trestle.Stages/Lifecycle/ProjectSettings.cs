using Trestle.Core.Configuration;
using Trestle.Stages.Clean;
using Trestle.Stages.Containerize;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Evaluate;
using Trestle.Stages.ExtractFeatures;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.ProposeCandidates;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Stages.RevisitCandidates;
using Trestle.Stages.SelectBest;
using Trestle.Stages.SelectFeatures;
using Trestle.Stages.Serve;
using Trestle.Stages.Standardise;
using Trestle.Stages.ValidateData;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.Lifecycle;

/// <summary>Everything that <c>trestle.yaml</c> can contain. Only name, source and target are required.</summary>
public sealed record ProjectSettings
{
    [Setting("Name of the project and of its model: letters, digits, '-' and '_'.", Example = "churn")]
    public required string Name { get; init; }

    [Setting("Where the data comes from: a file, a pattern, or a section with path and format.", Example = "data/customers.csv")]
    public required SourceSettings Source { get; init; }

    /// <summary>What the columns of the table are.</summary>
    [Inline]
    public required TableSettings Table { get; init; }

    [Setting("Seed of everything random: the same data, configuration and seed give the same package.")]
    public int Seed { get; init; } = 42;

    [Setting("The PostgreSQL database that keeps the records of runs and models, for a team; by default a SQLite file of the project.", Example = "${TRESTLE_DATABASE}")]
    [Formerly("records")]
    public Secret? Database { get; init; }

    [Setting("How rows are divided into a training part with folds and a test part.")]
    public SplitSettings Split { get; init; } = new();

    [Setting("Stage 2: what the data must fulfil.")]
    public ValidateDataSettings ValidateData { get; init; } = new();

    [Setting("Stage 3: which rows and values are cleaned away.")]
    public CleanSettings Clean { get; init; } = new();

    [Setting("Stage 4: how values are brought to one form.")]
    public StandardiseSettings Standardise { get; init; } = new();

    [Setting("Stage 6: which features are made.")]
    public ExtractFeaturesSettings ExtractFeatures { get; init; } = new();

    [Setting("Stage 7: which features are kept.")]
    public SelectFeaturesSettings SelectFeatures { get; init; } = new();

    [Setting("Stage 8: which learners compete.")]
    public ProposeCandidatesSettings ProposeCandidates { get; init; } = new();

    [Setting("Stage 10: how long to search.")]
    public TrainSettings Train { get; init; } = new();

    [Setting("Stage 11: what a model must fulfil.")]
    public ValidateModelSettings ValidateModel { get; init; } = new();

    [Setting("Stage 12: what is measured.")]
    public EvaluateSettings Evaluate { get; init; } = new();

    [Setting("Stage 13: whether to search on.")]
    public RevisitCandidatesSettings RevisitCandidates { get; init; } = new();

    [Setting("Stage 14: how the best model is chosen.")]
    public SelectBestSettings SelectBest { get; init; } = new();

    [Setting("Stage 17: what an image of the model stands on.")]
    public ContainerizeSettings Containerize { get; init; } = new();

    [Setting("Stage 18: where the model runs, and how a new version takes over.")]
    public DeploySettings Deploy { get; init; } = new();

    [Setting("Stage 19: how the model is served.")]
    public ServeSettings Serve { get; init; } = new();

    [Setting("Stage 21: how the model in service is watched.")]
    public MonitorSettings Monitor { get; init; } = new();

    [Setting("Stage 22: when the model is trained again, what becomes of the new one, and when the old one goes.")]
    public RetrainOrRetireSettings RetrainOrRetire { get; init; } = new();

    [Setting("When the server runs by itself.")]
    public ScheduleSettings Schedule { get; init; } = new();

    [Setting("Who is told of alerts, and when one is over.")]
    public AlertSettings Alerts { get; init; } = new();
}
