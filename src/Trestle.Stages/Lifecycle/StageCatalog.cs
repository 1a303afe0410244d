using Trestle.Stages.Clean;
using Trestle.Stages.Curate;
using Trestle.Stages.Evaluate;
using Trestle.Stages.ExtractFeatures;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Package;
using Trestle.Stages.ProposeCandidates;
using Trestle.Stages.Register;
using Trestle.Stages.RevisitCandidates;
using Trestle.Stages.SelectBest;
using Trestle.Stages.SelectFeatures;
using Trestle.Stages.Standardise;
using Trestle.Stages.Train;
using Trestle.Stages.ValidateData;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.Lifecycle;

/// <summary>The stages that a run goes through: one line each.</summary>
public static class StageCatalog
{
    /// <summary>The stages in order.</summary>
    /// <param name="host">Answers the HTTP requests of the parity proof.</param>
    /// <param name="clock">The time by which the age of data is judged; by default that of the machine.</param>
    public static IReadOnlyList<IStage> All(IScoringHost host, TimeProvider? clock = null) =>
    [
        new IngestStage(),
        new ValidateDataStage(clock ?? TimeProvider.System),
        new CleanStage(),
        new StandardiseStage(),
        new CurateStage(),
        new ExtractFeaturesStage(),
        new SelectFeaturesStage(),
        new ProposeCandidatesStage(),
        new TrainStage(),
        new ValidateModelStage(),
        new EvaluateStage(),
        new RevisitCandidatesStage(),
        new SelectBestStage(),
        new PackageStage(host),
        new RegisterStage(),
    ];
}
