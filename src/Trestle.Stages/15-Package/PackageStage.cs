using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Package;

/// <summary>
/// Stage 15: puts the selected model and its row path into one file and proves on held-out rows that the package answers as in
/// training: freshly opened, and over HTTP. A package that differs in one bit is refused.
/// </summary>
internal sealed class PackageStage(IScoringHost host) : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Package;

    /// <inheritdoc/>
    public async Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var choice = context.Read(Artifact.SelectedModel);
        var fitted = context.ReadAll(Artifact.FittedModels)[choice.Candidate];
        var raw = RawRows.Open(context, context.Read(Artifact.RawTable), cancellation);
        var learned = PlanJson.Read(context.Store.Get(fitted.Plan));
        var saved = context.Store.Get(fitted.Model);
        var model = LearnerCatalog.Get(fitted.Learner).Load(saved);
        var (plan, asked) = RequestPlan.Make(context, learned, model.Features, raw.Schema);

        context.Report(0.1, "scoring held-out rows");
        var replay = Replay.Take(context, raw, learned, model, plan, asked, cancellation);
        if (replay.Rows == 0)
        {
            throw new TrestleException(PackagingErrors.NoRows(), ExitCode.Refused);
        }

        var documents = PackagePartCatalog.All.ToDictionary(
            part => part.File, part => part.Make(new PackageEvidence(context, asked, choice, fitted, replay)));
        var file = Path.Combine(context.Project.NewTempFolder(), $"{context.Read(Section.Name)}.trestle");
        PackageWriter.WriteFile(
            new PackageContents
            {
                Name = context.Read(Section.Name),
                Code = $"{CodeVersion.Release}+{CodeVersion.Current}",
                Contract = asked,
                Plan = plan,
                Learner = fitted.Learner,
                Model = saved,
                Threshold = choice.Threshold,
                Documents = documents,
            },
            file);

        context.Report(0.4, "proving parity");
        var proof = await new ParityCheck(host).ProveAsync(file, replay, cancellation);
        context.Write(Artifact.ParityProof, proof);
        if (proof.Ways.Any(way => way.Differences > 0))
        {
            throw new TrestleException(PackagingErrors.Differs(proof), ExitCode.Refused);
        }

        var entries = ModelPackage.Open(file).Files.ToArray();
        var bytes = new FileInfo(file).Length;
        context.Write(Artifact.ModelPackage, new PackagedModel(context.Read(Section.Name), context.Keep("package", file), bytes, entries));
    }
}
