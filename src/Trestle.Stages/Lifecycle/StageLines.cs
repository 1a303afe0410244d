using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Lifecycle;

/// <summary>The result of each stage, in one line for people.</summary>
public static class StageLines
{
    private static readonly Dictionary<Stage, Func<ArtifactReader, string>> Lines = new()
    {
        [Stage.Ingest] = Ingest,
        [Stage.ValidateData] = ValidateData,
        [Stage.Clean] = Clean,
        [Stage.Standardise] = Standardise,
        [Stage.Curate] = Curate,
        [Stage.ExtractFeatures] = ExtractFeatures,
        [Stage.SelectFeatures] = SelectFeatures,
        [Stage.ProposeCandidates] = ProposeCandidates,
        [Stage.Train] = Train,
        [Stage.ValidateModel] = ValidateModel,
        [Stage.Evaluate] = Evaluate,
        [Stage.RevisitCandidates] = RevisitCandidates,
        [Stage.SelectBest] = SelectBest,
        [Stage.Package] = Package,
        [Stage.Register] = Register,
    };

    /// <summary>The line of a stage whose documents are all there.</summary>
    public static string Of(Stage stage, ArtifactReader artifacts) => Lines[stage](artifacts);

    /// <summary>The line of a stage; null while not all of its documents are there, and where there is none for it.</summary>
    public static string? Find(Stage stage, ArtifactReader artifacts) =>
        Lines.TryGetValue(stage, out var line) && stage.Writes.All(name => artifacts.Places.Any(place => place.Name == name))
            ? line(artifacts)
            : null;

    private static string Ingest(ArtifactReader artifacts)
    {
        var table = artifacts.Read(Artifact.RawTable);
        var unreadable = table.UnreadableRows > 0 ? $", {Format.Count(table.UnreadableRows)} unreadable" : "";
        return $"{Format.Count(table.Rows, "row")} × {Format.Count(table.Columns.Count, "column")}{unreadable}, split by {table.SplitBy}"
            + (table.Tables is { } others
                ? $"; {string.Join(", ", others.Select(other => $"{other.Key} {Format.Count(other.Value.Rows, "row")}"))}" : "");
    }

    private static string ValidateData(ArtifactReader artifacts)
    {
        var (contract, report, quarantine) = (
            artifacts.Read(Artifact.Contract), artifacts.Read(Artifact.DataReport), artifacts.Read(Artifact.Quarantine));
        var failed = report.Checks.Count(check => check is { Passed: false, Blocking: true });
        var warnings = report.Checks.Count(check => check is { Passed: false, Blocking: false });
        var missing = report.Columns.Sum(column => column.Missing);
        return string.Join(", ", new[]
        {
            contract.TaskName,
            missing > 0 ? $"{Format.Count(missing)} missing" : "nothing missing",
            $"{Format.Count(quarantine.Rows, "row")} in quarantine",
            $"{Format.Count(report.Checks.Count - failed - warnings, "check")} passed",
            failed > 0 ? $"{failed} failed" : "",
            warnings > 0 ? Format.Count(warnings, "warning") : "",
        }.Where(part => part.Length > 0));
    }

    private static string Clean(ArtifactReader artifacts)
    {
        var table = artifacts.Read(Artifact.CleanTable);
        return $"kept {Format.Count(table.RowsOut)} of {Format.Count(table.RowsIn, "row")}, "
            + $"{Format.Count(artifacts.Read(Artifact.CleanPlan).Steps.Count, "step")} on values";
    }

    private static string Standardise(ArtifactReader artifacts) =>
        $"{Format.Count(artifacts.Read(Artifact.StandardPlan).Steps.Count, "step")} on values";

    private static string Curate(ArtifactReader artifacts)
    {
        var table = artifacts.Read(Artifact.CuratedTable);
        var numbers = table.Columns.Count(column => column.Kind == ColumnKind.Number);
        var parts = table.Origins is { } origins
            ? Format.Count(origins.Rounds.Count, "origin")
            : Format.Count(table.Folds.Count, "fold");
        return $"{Format.Count(table.Rows, "row")} × {Format.Count(table.Columns.Count, "column")} ({numbers} numeric), "
            + $"{parts} and a test part"
            + (table.Joins is { Count: > 0 } joins
                ? $"; joined {string.Join(", ", joins.Select(join => $"{join.Keyed ?? join.Table} {Format.Share(join.Share())}"))}" : "");
    }

    private static string ExtractFeatures(ArtifactReader artifacts)
    {
        var steps = artifacts.Read(Artifact.FeaturePlan).Steps;
        var tried = steps.Count(step => step.Tried);
        return $"{Format.Count(steps.Count - tried, "step")} to make features" + (tried == 0 ? "" : $"; {tried} more to be tried");
    }

    private static string SelectFeatures(ArtifactReader artifacts)
    {
        var dropped = artifacts.Read(Artifact.FeatureList).Features.Where(feature => !feature.Kept)
            .Select(feature => feature.Feature).ToArray();
        var kept = Format.Count(artifacts.Read(Artifact.FeatureList).Kept().Count, "feature");
        var leaks = artifacts.Read(Artifact.FeatureList).Leaks.Count;
        return (dropped.Length == 0 ? $"{kept} kept, none dropped" : $"{kept} kept, {dropped.Length} dropped: {Format.Some(dropped, 3)}")
            + (artifacts.Read(Artifact.FeatureList).Tried is { } tried
                ? $"; {tried.Count(step => step.Kept)} of {Format.Count(tried.Count, "tried step")} pay" : "")
            + (leaks == 0 ? "" : $"; {Format.Count(leaks, "suspected leak")}");
    }

    private static string ProposeCandidates(ArtifactReader artifacts)
    {
        var set = artifacts.Read(Artifact.CandidateSet);
        var baselines = set.Candidates.Where(candidate => candidate.Baseline).Select(candidate => candidate.Id);
        var rest = set.Candidates.Where(candidate => !candidate.Baseline).Select(candidate => candidate.Id);
        return $"{string.Join(", ", rest)}; baseline {string.Join(", ", baselines)}; compared by {set.Metric}";
    }

    private static string Train(ArtifactReader artifacts)
    {
        var trials = artifacts.ReadAll(Artifact.Trials).Values;
        return string.Join(
            ", ",
            trials.Select(
                candidate => candidate.Ran is [var best, ..]
                    ? $"{candidate.Candidate} {candidate.Metric} {Format.Figure(best.Score)} (best of "
                        + $"{candidate.Count})"
                    : $"{candidate.Candidate} none in time"));
    }

    private static string ValidateModel(ArtifactReader artifacts)
    {
        var candidates = artifacts.Read(Artifact.ModelReport).Candidates.Where(candidate => !candidate.Baseline).ToArray();
        var blessed = candidates.Where(candidate => candidate.Blessed).Select(candidate => candidate.Candidate).ToArray();
        var refused = candidates.Where(candidate => !candidate.Blessed).Select(candidate => candidate.Candidate).ToArray();
        return $"{(blessed.Length > 0 ? $"{string.Join(", ", blessed)} may be chosen" : "none may be chosen")}"
            + $"{(refused.Length > 0 ? $"; refused: {string.Join(", ", refused)}" : "")}";
    }

    private static string Evaluate(ArtifactReader artifacts)
    {
        var card = artifacts.Read(Artifact.Scorecard);
        var scores = card.Candidates.Where(candidate => candidate.Blessed)
            .Select(
                candidate => $"{candidate.Candidate} {Format.Figure(candidate.Test.Single(metric => metric.Metric == card.Metric).Value)}");
        return $"{card.Metric} on {Format.Count(card.TestRows, "test row")}: {string.Join(", ", scores)}";
    }

    private static string RevisitCandidates(ArtifactReader artifacts)
    {
        var last = artifacts.Read(Artifact.CandidateRound);
        return $"{Format.Count(last.Round, "round")}, {Format.Count(last.TrialsRun, "trial")}: {last.Reason}";
    }

    private static string SelectBest(ArtifactReader artifacts)
    {
        var choice = artifacts.Read(Artifact.SelectedModel);
        var chosen = choice.Corrected is null
            ? ""
            : $", corrected for {Format.Count(choice.Trials, "trial")} ({Format.Figure(choice.OutOfFold.Value)} as chosen)";
        return $"{choice.Candidate}: {choice.Metric} {Format.Metric(choice.Reported())} out of fold{chosen}, "
            + $"{Format.Metric(choice.Test)} test"
            + (choice.Generalisation is { Passed: false } ? "; it does not hold on the test part" : "");
    }

    private static string Package(ArtifactReader artifacts)
    {
        var (package, proof) = (artifacts.Read(Artifact.ModelPackage), artifacts.Read(Artifact.ParityProof));
        var different = proof.Ways.Sum(way => way.Differences);
        var replayed = $"{Format.Count(proof.Rows, "row")} replayed in {Format.Count(proof.Ways.Count, "way")}";
        var learned = artifacts.ReadAll(Artifact.ServedModel).Values.FirstOrDefault() is { } served
            ? served.Rows.Elsewhere ? "learned elsewhere; "
                : $"learned {Format.Count(served.Rows.Served.Rows, "row")}{(served.Rows.Refitted ? " with the test part" : "")}; "
            : "";
        return $"{learned}{Format.Bytes(package.Bytes)}; {replayed}: "
            + $"{(different == 0 ? "every bit agrees" : $"{Format.Count(different, "difference")}")}";
    }

    private static string Register(ArtifactReader artifacts)
    {
        var entry = artifacts.Read(Artifact.RegistryEntry);
        var aliases = entry.Aliases.Count > 0 ? $" ({string.Join(", ", entry.Aliases)})" : "";
        return $"{entry.Model} version {entry.Version}{aliases}{(entry.New ? "" : ", as before")}: {entry.File}";
    }
}
