using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Clean;
using Trestle.Stages.Containerize;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Evaluate;
using Trestle.Stages.ExtractFeatures;
using Trestle.Stages.Ingest;
using Trestle.Stages.Monitor;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.ProposeCandidates;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Stages.RevisitCandidates;
using Trestle.Stages.SelectBest;
using Trestle.Stages.SelectFeatures;
using Trestle.Stages.Serve;
using Trestle.Stages.Standardise;
using Trestle.Stages.Train;
using Trestle.Stages.ValidateData;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.Lifecycle;

/// <summary>What is to be predicted; <see cref="Auto"/> looks at the target.</summary>
public enum TaskChoice
{
    Auto,
    Binary,
    Multiclass,
    Regression,
}

/// <summary>Everything that <c>trestle.yaml</c> can say. Only name, source and target must be given.</summary>
public sealed record ProjectSettings
{
    [Setting("Name of the project and of its model: letters, digits, '-' and '_'.", Example = "churn")]
    public required string Name { get; init; }

    [Setting("Where the data comes from: a file, a pattern, or a section with path and format.", Example = "data/customers.csv")]
    public required SourceSettings Source { get; init; }

    [Setting("The column to predict.", Example = "churn")]
    public required string Target { get; init; }

    [Setting("What kind of prediction: binary, multiclass, regression, or auto to decide by the target's values.")]
    public TaskChoice Task { get; init; }

    [Setting("The class of a binary target that counts as positive; by default the second in alphabetical order.", Example = "Yes")]
    public string? Positive { get; init; }

    [Setting("Columns that together identify a row. They decide the split, must not repeat, and are no features.", Example = "[customer_id]")]
    public IReadOnlyList<string> Key { get; init; } = [];

    [Setting("The column that tells when a row happened; the split is then by time: the past trains, the future tests.", Example = "date")]
    public string? Time { get; init; }

    [Setting("A column whose rows belong together (a household, a machine); a group never stands on both sides of the split.", Example = "household")]
    public string? Group { get; init; }

    [Setting("Columns whose values are never printed, logged or put into an error message.", Example = "[email]")]
    public IReadOnlyList<string> Private { get; init; } = [];

    [Setting("Columns that are read but are no features.", Example = "[comment]")]
    public IReadOnlyList<string> Ignore { get; init; } = [];

    [Setting("Seed of everything random: the same data, configuration and seed give the same package.")]
    public int Seed { get; init; } = 42;

    [Setting("The PostgreSQL database that keeps the records of runs and models, for a team; by default a SQLite file of the project.", Example = "${TRESTLE_RECORDS}")]
    public Secret? Records { get; init; }

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

/// <summary>How rows are divided. Decided once, before anything is learned.</summary>
public sealed record SplitSettings
{
    [Setting("Share of the rows that is kept for the test.", Example = "20%")]
    [Range(0.01, 0.9)]
    public double Test { get; init; } = 0.2;

    [Setting("Number of folds of the training part, for cross-validation.")]
    [Range(2, 50)]
    public int Folds { get; init; } = 5;
}
