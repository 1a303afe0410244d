using System.Globalization;

using Trestle.Core.Errors;

namespace Trestle.Core.Lifecycle;

/// <summary>The 22 stages, from raw data to a retired model.</summary>
public sealed partial record Stage
{
    public static Stage Ingest { get; } = new(
        1,
        "Ingest",
        "Copies the sources into one immutable table and decides which rows are for training and which for testing.",
        [],
        ["raw-table"])
    {
        Settings = ["source", "sources", "label", "split", "table", "seed"],
    };

    public static Stage ValidateData { get; } = new(
        2,
        "ValidateData",
        "Checks the raw rows against expectations, sets bad rows aside and learns the contract that every request must keep.",
        ["raw-table"],
        ["data-report", "quarantine", "contract"])
    {
        Settings = ["validate-data", "table", "limits", "split", "tables"],
    };

    public static Stage Clean { get; } = new(
        3,
        "Clean",
        "Removes unusable rows and plans how to clean up badly written values.",
        ["raw-table", "contract", "quarantine"],
        ["clean-plan", "clean-table"])
    {
        Settings = ["clean", "table"],
    };

    public static Stage Standardise { get; } = new(
        4,
        "Standardise",
        "Brings equivalent values into one form: numbers, dates, booleans, case.",
        ["contract"],
        ["standard-plan"])
    {
        Settings = ["standardise"],
    };

    public static Stage Curate { get; } = new(
        5,
        "Curate",
        "Joins, writes and documents the typed, labelled table that all later stages read.",
        ["raw-table", "contract", "quarantine", "clean-table", "clean-plan", "standard-plan"],
        ["curation-plan", "curated-table", "data-card"])
    {
        Settings = ["name", "curate", "catalogue", "forecast", "label", "standardise", "table", "tables"],
    };

    public static Stage ExtractFeatures { get; } = new(
        6,
        "ExtractFeatures",
        "Turns columns into the numbers that a model learns from.",
        ["curated-table", "contract"],
        ["feature-plan"])
    {
        Settings = ["extract-features", "table", "preset"],
    };

    public static Stage SelectFeatures { get; } = new(
        7,
        "SelectFeatures",
        "Keeps the features that help and says why the others were dropped.",
        ["curated-table", "contract", "feature-plan"],
        ["feature-list"])
    {
        Settings = ["select-features", "seed"],
    };

    public static Stage ProposeCandidates { get; } = new(
        8,
        "ProposeCandidates",
        "Proposes the learners and parameter ranges that are worth trying for this task.",
        ["curated-table", "contract", "feature-list"],
        ["candidate-set"])
    {
        Settings = ["propose-candidates", "train", "select-best", "budget", "preset"],
    };

    public static Stage WriteCode { get; } = new(
        9,
        "WriteCode",
        "Writes a C# project that trains and evaluates the candidates, to read and change.",
        ["candidate-set"],
        ["code-project"])
    {
        Settings = ["name"],
    };

    public static Stage Train { get; } = new(
        10,
        "Train",
        "Tries the candidates on folds of the training rows and fits the best of each.",
        ["curated-table", "contract", "feature-plan", "feature-list", "candidate-set"],
        ["trials", "fitted-models"])
    {
        Settings = ["train", "seed", "budget"],
        Again = ["candidate-round", "trials", "fitted-models"],
    };

    public static Stage ValidateModel { get; } = new(
        11,
        "ValidateModel",
        "Checks that each model is sound and beats the best baseline, before it may be chosen.",
        ["curated-table", "contract", "candidate-set", "trials", "fitted-models"],
        ["model-report"])
    {
        Settings = ["validate-model", "seed", "select-best", "budget"],
        Again = ["candidate-round"],
    };

    public static Stage Evaluate { get; } = new(
        12,
        "Evaluate",
        "Measures every model with confidence intervals, out of fold and on a test part that chooses nothing.",
        ["curated-table", "contract", "feature-plan", "feature-list", "candidate-set", "trials", "fitted-models", "model-report"],
        ["scorecard"])
    {
        Settings = ["evaluate", "train", "seed", "select-best", "validate-model", "budget", "preset"],
        Again = ["candidate-round", "scorecard"],
    };

    public static Stage RevisitCandidates { get; } = new(
        13,
        "RevisitCandidates",
        "Decides whether another round of candidates is worth its cost, and proposes it.",
        ["candidate-set", "trials", "scorecard"],
        ["candidate-round"])
    {
        Settings = ["revisit-candidates", "train", "budget", "preset"],
        Again = ["candidate-round"],
    };

    public static Stage SelectBest { get; } = new(
        14,
        "SelectBest",
        "Selects the model that serves the objective best, records the evidence, and refuses it if it does not hold on the test part.",
        ["curated-table", "candidate-set", "scorecard", "candidate-round"],
        ["selected-model"])
    {
        Settings = ["select-best", "validate-model", "preset"],
    };

    public static Stage Package { get; } = new(
        15,
        "Package",
        "Fits the selected model on all rows, puts it and its row path into one package and proves that it answers as in training.",
        [
            "raw-table", "data-report", "contract", "curation-plan", "curated-table", "feature-plan", "feature-list", "candidate-set",
            "trials", "fitted-models", "model-report", "scorecard", "candidate-round", "selected-model",
        ],
        ["served-model", "model-package", "parity-proof"])
    {
        Settings = ["name", "refit", "train", "seed"],
        Again = ["served-model"],
    };

    public static Stage Register { get; } = new(
        16,
        "Register",
        "Registers the package as a version with its lineage, next to the earlier versions.",
        ["model-package", "parity-proof"],
        ["registry-entry"])
    {
        Settings = ["name", "register"],
    };

    public static Stage Containerize { get; } = new(
        17,
        "Containerize",
        "Builds a container image that serves the package.",
        ["model-package"],
        ["oci-image"])
    {
        Settings = ["containerize", "name"],
    };

    public static Stage Deploy { get; } = new(
        18,
        "Deploy",
        "Brings a version into service: at once, step by step, as a shadow or blue-green.",
        ["registry-entry", "oci-image"],
        ["deployment"])
    {
        Settings = ["deploy", "name", "requests", "start-limit", "monitor", "security"],
    };

    public static Stage Serve { get; } = new(
        19,
        "Serve",
        "Answers requests with predictions and refuses those that break the contract.",
        ["model-package"],
        ["endpoint"])
    {
        Settings = ["name", "serve", "security"],
    };

    public static Stage Infer { get; } = new(
        20,
        "Infer",
        "Predicts a whole table, block by block, and says why a row could not be predicted.",
        ["model-package"],
        ["predictions"])
    {
        Settings = ["source", "table", "infer"],
    };

    public static Stage Monitor { get; } = new(
        21,
        "Monitor",
        "Watches predictions and labels for drift and loss of quality, and raises alarms with few false positives.",
        ["predictions"],
        ["signals"])
    {
        Settings = ["monitor", "alerts", "table", "name"],
    };

    public static Stage RetrainOrRetire { get; } = new(
        22,
        "RetrainOrRetire",
        "Asks for a new run, or takes the model out of service, when the signals call for it.",
        ["signals"],
        ["run-request"])
    {
        Settings = ["retrain-or-retire", "alerts", "deploy", "name", "seed", "select-best"],
    };

    /// <summary>All stages in order.</summary>
    public static IReadOnlyList<Stage> All { get; } =
    [
        Ingest, ValidateData, Clean, Standardise, Curate, ExtractFeatures, SelectFeatures, ProposeCandidates, WriteCode,
        Train, ValidateModel, Evaluate, RevisitCandidates, SelectBest, Package, Register,
        Containerize, Deploy, Serve, Infer, Monitor, RetrainOrRetire,
    ];

    /// <summary>The stage with a slug ("validate-data") or a number ("2", "02"); the error for any other word offers the nearest.</summary>
    public static Stage Find(string word) =>
        All.FirstOrDefault(stage => stage.Slug == word
            || (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == stage.Number))
        ?? throw new TrestleException(LifecycleErrors.UnknownStage(word));
}
