using Trestle.Core.Configuration;
using Trestle.Stages.Clean;
using Trestle.Stages.Containerize;
using Trestle.Stages.Curate;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Evaluate;
using Trestle.Stages.ExtractFeatures;
using Trestle.Stages.Infer;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Lifecycle.Lineage;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.ProposeCandidates;
using Trestle.Stages.Register;
using Trestle.Stages.RetrainOrRetire;
using Trestle.Stages.RevisitCandidates;
using Trestle.Stages.SelectFeatures;
using Trestle.Stages.Serve;
using Trestle.Stages.Standardise;
using Trestle.Stages.ValidateData;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.Lifecycle;

/// <summary>Everything that <c>trestle.yaml</c> can contain. Only name, source and target are required.</summary>
public sealed record ProjectSettings
{
    [Setting("Name of the project and its model: letters, digits, '-' and '_'.", Example = "churn")]
    public required string Name { get; init; }

    [Setting("Where the data comes from: a file, a pattern, or a section with path and format.", Example = "data/customers.csv")]
    public SourceSettings? Source { get; init; }

    [Setting(
        "Several tables instead of one source, by name: main, whose rows are learned and predicted, and those that it is joined with under "
            + "curate.joins.",
        Example = "{main: data/flights.csv, planes: data/planes.csv}")]
    public IReadOnlyDictionary<string, TableSource> Sources { get; init; } = new Dictionary<string, TableSource>();

    /// <summary>Where the rows come from that are learned and predicted.</summary>
    public SourceSettings MainSource => TableSource.Whole(Source ?? Sources[TableSource.Main].From, Sources);

    /// <summary>The settings with what a forecast says of the table: its time, and that the target is a number.</summary>
    internal ProjectSettings Whole => Forecast is null ? this : this with { Table = Forecast.Applied(Table) };

    /// <summary>How long after a row its label is known.</summary>
    public TimeSpan LabelDelay =>
        Label?.Event?.Within is { } within && within > Monitor.LabelDelay ? within : Monitor.LabelDelay;

    /// <summary>What the columns of the table are.</summary>
    [Inline]
    public required TableSettings Table { get; init; }

    [Setting(
        "That the next steps of one or several series are forecast: their time, the columns that name a series, and how many steps.",
        Example = "{time: date, series: [store], horizon: 28}")]
    public ForecastSettings? Forecast { get; init; }

    [Setting("How the target is made, for a source that does not have it: an expression of its columns, or what happens later.",
        Example = "arr_delay > 15")]
    public LabelSettings? Label { get; init; }

    [Setting("Random seed: the same data, configuration and seed give the same package.")]
    public int Seed { get; init; } = 42;

    [Setting(
        "PostgreSQL database for the records of runs and models, shared by a team (default: a SQLite file in the project).",
        Example = "${TRESTLE_DATABASE}")]
    [Formerly("records")]
    public Secret? Database { get; init; }

    [Setting(
        "Store that a team shares for tables, models and packages, next to the database: what one machine made, others can predict with, "
            + "deploy, compare and reuse (default: a folder in the project alone).",
        Example = "s3://models/trestle")]
    public StoreSettings? Store { get; init; }

    [Setting("How rows are split into training folds and a test part.")]
    public SplitSettings Split { get; init; } = new();

    [Setting(
        "Which rows the served model learns once the figures are settled: all (the selected configuration is fitted again on all rows), "
            + "or train (the model that the figures are from is served itself).")]
    public RefitRows Refit { get; init; } = RefitRows.All;

    [Setting(
        "Time for the search (stages 10 to 14), kept in every round and spent while something may be won (default: trials are counted). "
            + "The trials that it reached are recorded, and repeated when the run is forced.",
        Example = "5m")]
    public TimeSpan? Budget { get; init; }

    [Setting("What the search is for, which gives its settings their defaults: fast, balanced, best or interpretable.")]
    public Preset Preset { get; init; } = Preset.Balanced;

    [Setting("Stage 2: requirements on the data.")]
    public ValidateDataSettings ValidateData { get; init; } = new();

    [Setting("Stage 3: how rows and values are cleaned.")]
    public CleanSettings Clean { get; init; } = new();

    [Setting("Stage 4: how values are standardised.")]
    public StandardiseSettings Standardise { get; init; } = new();

    [Setting("Stage 5: what is joined to the main table, what is derived, and which rows are kept.")]
    public CurateSettings Curate { get; init; } = new();

    [Setting("What people should know of the tables and their columns, for the data card: owners, licences, personal data.")]
    public CatalogueSettings Catalogue { get; init; } = new();

    [Setting("Stage 6: which features are built.")]
    public ExtractFeaturesSettings ExtractFeatures { get; init; } = new();

    [Setting("Stage 7: which features are kept.")]
    public SelectFeaturesSettings SelectFeatures { get; init; } = new();

    [Setting("Stage 8: which learners compete.")]
    public ProposeCandidatesSettings ProposeCandidates { get; init; } = new();

    [Setting("Stage 10: how many parameter sets are tried.")]
    public TrainSettings Train { get; init; } = new();

    [Setting("Stage 11: requirements on a model.")]
    public ValidateModelSettings ValidateModel { get; init; } = new();

    [Setting("Stage 12: which metrics are reported.")]
    public EvaluateSettings Evaluate { get; init; } = new();

    [Setting("Stage 13: when the search continues.")]
    public RevisitCandidatesSettings RevisitCandidates { get; init; } = new();

    [Setting("Stage 14: how the best model is chosen.")]
    public SelectBestSettings SelectBest { get; init; } = new();

    [Setting("Stage 16: what a version needs before it may answer.")]
    public RegisterSettings Register { get; init; } = new();

    [Setting("Stage 17: the base of the model's container image.")]
    public ContainerizeSettings Containerize { get; init; } = new();

    [Setting("Stage 18: where the model runs, and how a new version takes over.")]
    public DeploySettings Deploy { get; init; } = new();

    [Setting("Stage 19: how the model is served.")]
    public ServeSettings Serve { get; init; } = new();

    [Setting("Stage 20: how a table of predictions is written.")]
    public InferSettings Infer { get; init; } = new();

    [Setting("Stage 21: how the model in service is monitored.")]
    public MonitorSettings Monitor { get; init; } = new();

    [Setting("Stage 22: when to retrain, what happens to the new model, and when the old one is retired.")]
    public RetrainOrRetireSettings RetrainOrRetire { get; init; } = new();

    [Setting("Who can use the server and the scoring hosts.")]
    public SecuritySettings Security { get; init; } = new();

    [Setting("When the server starts runs on its own.")]
    public ScheduleSettings Schedule { get; init; } = new();

    [Setting("Who is notified of alerts, and when an alert is resolved.")]
    public AlertSettings Alerts { get; init; } = new();

    [Setting("Where the lineage of each run is sent, as OpenLineage events: a file or an address (default: nowhere).")]
    public LineageSettings? Lineage { get; init; }
}
