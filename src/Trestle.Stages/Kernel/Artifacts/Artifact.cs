namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>
/// The name and type of a document that a stage writes and later stages read. The name is the one in <c>Stage</c>; documents are
/// stored as JSON by the hash of their content, and refer to tables and models by hash.
/// </summary>
public sealed record Artifact<T>(string Name);

/// <summary>Every document that passes between stages.</summary>
public static class Artifact
{
    public static readonly Artifact<RawTable> RawTable = new("raw-table");
    public static readonly Artifact<Contract> Contract = new("contract");
    public static readonly Artifact<DataReport> DataReport = new("data-report");
    public static readonly Artifact<Quarantine> Quarantine = new("quarantine");
    public static readonly Artifact<CleanTable> CleanTable = new("clean-table");
    public static readonly Artifact<StepList> CleanPlan = new("clean-plan");
    public static readonly Artifact<StepList> StandardPlan = new("standard-plan");
    public static readonly Artifact<StepList> CurationPlan = new("curation-plan");
    public static readonly Artifact<CuratedTable> CuratedTable = new("curated-table");
    public static readonly Artifact<DataCard> DataCard = new("data-card");
    public static readonly Artifact<StepList> FeaturePlan = new("feature-plan");
    public static readonly Artifact<FeatureList> FeatureList = new("feature-list");
    public static readonly Artifact<CandidateSet> CandidateSet = new("candidate-set");
    public static readonly Artifact<Trials> Trials = new("trials");
    public static readonly Artifact<FittedModel> FittedModels = new("fitted-models");
    public static readonly Artifact<ModelReport> ModelReport = new("model-report");
    public static readonly Artifact<Scorecard> Scorecard = new("scorecard");
    public static readonly Artifact<CandidateRound> CandidateRound = new("candidate-round");
    public static readonly Artifact<SelectedModel> SelectedModel = new("selected-model");
    public static readonly Artifact<ServedModel> ServedModel = new("served-model");
    public static readonly Artifact<PackagedModel> ModelPackage = new("model-package");
    public static readonly Artifact<ParityProof> ParityProof = new("parity-proof");
    public static readonly Artifact<RegistryEntry> RegistryEntry = new("registry-entry");

    /// <summary>The present name of an artifact that a run of an earlier version may have written under another.</summary>
    public static string PresentName(string written) => written == "choice" ? SelectedModel.Name : written;
}
