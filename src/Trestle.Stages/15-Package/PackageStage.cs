using Trestle.Learners.Conformal;
using Trestle.Learners.Metrics;
using Trestle.Learners.Packages;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Package;

/// <summary>
/// Stage 15: fits the selected model again on all rows, in a unit of its own; then puts it and its row path into one file and proves on
/// rows of the test part that the package answers as in training: freshly opened, and over HTTP. A package that differs in one bit is
/// refused.
/// </summary>
internal sealed class PackageStage(IScoringHost host) : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Package;

    /// <inheritdoc/>
    public IReadOnlyList<string> Shards(ArtifactReader artifacts) =>
        artifacts.Has(Artifact.ServedModel) ? [Refit.Shard, Unit.Whole] : [Refit.Shard];

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation) => context.Unit.Shard == Refit.Shard
        ? new Refit(context, context.Read(Artifact.SelectedModel).Candidate).RunAsync(cancellation)
        : PackageAsync(context, cancellation);

    private async Task PackageAsync(UnitContext context, CancellationToken cancellation)
    {
        var choice = context.Read(Artifact.SelectedModel);
        var served = context.Read(Artifact.ServedModel, Refit.Shard);
        var raw = RawRows.Open(context, context.Read(Artifact.RawTable), cancellation);
        var learned = PlanJson.Read(context.Store.Get(served.Plan));
        var saved = context.Store.Get(served.Model);
        var model = LearnerCatalog.Format(served.Learner).Load(saved);
        var values = choice.Decision is { ByValue: true } decision ? decision.Values : null;
        var keyed = KeyedFiles.Read(context, context.Read(Artifact.CuratedTable));
        var (plan, narrow) = RequestPlan.Make(context, learned, model.Features, raw.Schema, KeyedFiles.Open(keyed), values);
        var asked = served.Rows.Refitted ? LearnedLimits.Widen(narrow, context, raw, cancellation) : narrow;

        context.Report(0.1, "scoring rows of the test part");
        var replay = Replay.Take(context, raw, learned, model, plan, asked, cancellation, choice.Decision);
        if (replay.Rows == 0)
        {
            throw new TrestleException(PackagingErrors.NoRows(), ExitCode.Refused);
        }

        var documents = PackagePartCatalog.All.ToDictionary(
            part => part.File, part => part.Make(new PackageEvidence(context, asked, choice, served, replay)));
        var file = Path.Combine(context.Project.NewTempFolder(), $"{context.Read(Section.Name)}.trestle");
        PackageWriter.WriteFile(
            new PackageContents
            {
                Name = context.Read(Section.Name),
                Code = $"{CodeVersion.Release}+{CodeVersion.Current}",
                Contract = asked,
                Plan = plan,
                Learner = served.Learner,
                Model = saved,
                Threshold = choice.Threshold,
                Values = values,
                Conformal = ConformalLearning.Of(
                    Answered(context, choice, asked.Task, cancellation), context.Read(Section.Seed), cancellation,
                    asked.Counts ? 0 : null),
                Tables = plan.LookUps.ToDictionary(look => look.Table, look => keyed[look.Table], StringComparer.Ordinal),
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

    /// <summary>Out-of-fold rows with the scores that the served model gives.</summary>
    private static Outcome Answered(UnitContext context, SelectedModel choice, TaskKind task, CancellationToken cancellation)
    {
        var outcome = PredictionTable.Read(
            context, context.ReadAll(Artifact.FittedModels)[choice.Candidate].OutOfFold, task, cancellation).Outcome;
        return choice.Decision is { IsShift: true } shift ? shift.Answered(outcome) : outcome;
    }
}
