using System.Globalization;

using Trestle.Core.Errors;

namespace Trestle.Core.Lifecycle;

/// <summary>The 22 stages, from raw data to a model that is retired.</summary>
public sealed partial record Stage
{
    public static Stage Ingest { get; } = new(
        1,
        "Ingest",
        "Copies the sources into one immutable table and decides which rows train and which test.",
        [],
        ["raw-table"]);

    public static Stage ValidateData { get; } = new(
        2,
        "ValidateData",
        "Checks the raw rows against expectations, sets bad rows aside and learns the contract that every request must keep.",
        ["raw-table"],
        ["data-report", "quarantine", "contract"]);

    public static Stage Clean { get; } = new(
        3,
        "Clean",
        "Leaves out rows that must not count and plans how badly written values are mended.",
        ["raw-table", "contract", "quarantine"],
        ["clean-plan", "clean-table"]);

    public static Stage Standardise { get; } = new(
        4,
        "Standardise",
        "Brings values that mean the same into one form: numbers, dates, truth values, case.",
        ["contract"],
        ["standard-plan"]);

    public static Stage Curate { get; } = new(
        5,
        "Curate",
        "Writes the typed table with its labels that all later stages read, and documents it.",
        ["raw-table", "contract", "clean-table", "clean-plan", "standard-plan"],
        ["curated-table", "data-card"]);

    public static Stage ExtractFeatures { get; } = new(
        6,
        "ExtractFeatures",
        "Turns columns into the numbers that a model learns from.",
        ["curated-table", "contract"],
        ["feature-plan"]);

    public static Stage SelectFeatures { get; } = new(
        7,
        "SelectFeatures",
        "Keeps the features that help and says why the others were dropped.",
        ["curated-table", "contract", "feature-plan"],
        ["feature-list"]);

    public static Stage ProposeCandidates { get; } = new(
        8,
        "ProposeCandidates",
        "Proposes the learners and parameter ranges that are worth trying for this task.",
        ["curated-table", "contract", "feature-list"],
        ["candidate-set"]);

    public static Stage WriteCode { get; } = new(
        9,
        "WriteCode",
        "Writes a C# project that trains and evaluates the candidates, to be read and changed.",
        ["candidate-set"],
        ["code-project"]);

    public static Stage Train { get; } = new(
        10,
        "Train",
        "Tries the candidates on folds of the training rows and fits the best of each.",
        ["curated-table", "contract", "feature-plan", "feature-list", "candidate-set"],
        ["trials", "fitted-models"])
    {
        Again = ["candidate-round", "trials", "fitted-models"],
    };

    public static Stage ValidateModel { get; } = new(
        11,
        "ValidateModel",
        "Checks that each model is sound and beats the best baseline, before it may be chosen.",
        ["contract", "candidate-set", "fitted-models"],
        ["model-report"])
    {
        Again = ["candidate-round", "model-report"],
    };

    public static Stage Evaluate { get; } = new(
        12,
        "Evaluate",
        "Measures every model with confidence intervals, out of fold and on a test part that decides nothing.",
        ["curated-table", "contract", "candidate-set", "fitted-models", "model-report"],
        ["scorecard"])
    {
        Again = ["candidate-round", "scorecard"],
    };

    public static Stage RevisitCandidates { get; } = new(
        13,
        "RevisitCandidates",
        "Decides whether another round of candidates is worth its cost, and proposes it.",
        ["candidate-set", "trials", "scorecard"],
        ["candidate-round"])
    {
        Again = ["candidate-round"],
    };

    public static Stage SelectBest { get; } = new(
        14,
        "SelectBest",
        "Chooses the model that serves the objective best and records the evidence.",
        ["contract", "candidate-set", "fitted-models", "scorecard", "candidate-round"],
        ["selected-model"]);

    public static Stage Package { get; } = new(
        15,
        "Package",
        "Puts the chosen model and its row path into one package and proves that it answers as it did in training.",
        ["raw-table", "contract", "clean-plan", "standard-plan", "curated-table", "feature-list", "fitted-models", "scorecard", "selected-model"],
        ["model-package", "parity-proof"]);

    public static Stage Register { get; } = new(
        16,
        "Register",
        "Gives the package a version, its lineage and its place beside the versions before it.",
        ["model-package", "parity-proof"],
        ["registry-entry"]);

    public static Stage Containerize { get; } = new(
        17,
        "Containerize",
        "Builds a container image that serves the package.",
        ["model-package"],
        ["oci-image"]);

    public static Stage Deploy { get; } = new(
        18,
        "Deploy",
        "Brings a version into service: at once, step by step, in the shadow or beside the old one.",
        ["registry-entry", "oci-image"],
        ["deployment"]);

    public static Stage Serve { get; } = new(
        19,
        "Serve",
        "Answers requests with predictions and refuses those that break the contract.",
        ["model-package"],
        ["endpoint"]);

    public static Stage Infer { get; } = new(
        20,
        "Infer",
        "Predicts a whole table, block by block, and says why a row could not be predicted.",
        ["model-package"],
        ["predictions"]);

    public static Stage Monitor { get; } = new(
        21,
        "Monitor",
        "Watches predictions and labels for drift and loss of quality, and raises alarms that can be believed.",
        ["predictions"],
        ["signals"]);

    public static Stage RetrainOrRetire { get; } = new(
        22,
        "RetrainOrRetire",
        "Asks for a new run, or takes the model out of service, when the signals call for it.",
        ["signals"],
        ["run-request"]);

    /// <summary>All stages in order.</summary>
    public static IReadOnlyList<Stage> All { get; } =
    [
        Ingest, ValidateData, Clean, Standardise, Curate, ExtractFeatures, SelectFeatures, ProposeCandidates, WriteCode, Train, ValidateModel,
        Evaluate, RevisitCandidates, SelectBest, Package, Register, Containerize, Deploy, Serve, Infer, Monitor, RetrainOrRetire,
    ];

    /// <summary>The stage with a slug ("validate-data") or a number ("2", "02"); the error for any other word offers the nearest.</summary>
    public static Stage Find(string word) =>
        All.FirstOrDefault(stage => stage.Slug == word || (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == stage.Number))
        ?? throw new TrestleException(LifecycleErrors.UnknownStage(word));
}
