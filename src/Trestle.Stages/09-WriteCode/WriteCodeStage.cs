using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ProposeCandidates.Search;
using Trestle.Stages.WriteCode.Code;
using Trestle.Stages.WriteCode.Program;

namespace Trestle.Stages.WriteCode;

/// <summary>A finished run to write a program from.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Artifacts">What its stages wrote.</param>
public sealed record FinishedRun(int Number, int Seed, ArtifactReader Artifacts);

/// <summary>A program that was written.</summary>
/// <param name="Plan">What it trains.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Files">Its files, without the data.</param>
public sealed record WrittenCode(CodePlan Plan, string Folder, IReadOnlyList<string> Files);

/// <summary>
/// Stage 9: writes a C# project that trains and evaluates a model of a finished run, together with its training and test rows.
/// </summary>
public sealed class WriteCodeStage(Project project)
{
    private const double Half = 0.5;

    /// <summary>Which of the 22 stages this is.</summary>
    public static Stage Stage => Stage.WriteCode;

    /// <summary>
    /// Writes the program of a candidate (default: the selected model) into a folder (default: one in the project). The folder appears
    /// only when it is complete; a folder that is not empty is never written to.
    /// </summary>
    public WrittenCode Write(FinishedRun run, string? candidate, string? folder, Resources resources, CancellationToken cancellation)
    {
        var table = run.Artifacts.Read(Artifact.CuratedTable);
        var plan = Plan(run, table, candidate);
        var files = ProgramFiles.Of(plan);
        var place = Path.GetFullPath(folder ?? project.PathOf(plan.Name));
        if (File.Exists(place) || (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any()))
        {
            throw new TrestleException(WriteCodeErrors.FolderInUse(place));
        }

        var temporary = $"{place.TrimEnd(Path.DirectorySeparatorChar)}.{Environment.ProcessId}.tmp";
        try
        {
            Fill(temporary, files, table, plan, resources, cancellation);
            if (Directory.Exists(place))
            {
                Directory.Delete(place);
            }

            Directory.Move(temporary, place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(WriteCodeErrors.CannotWrite(place, e.Message), ExitCode.Mistake, e);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }

        return new WrittenCode(plan, place, [.. files.Select(file => file.Path)]);
    }

    private void Fill(
        string folder, IReadOnlyList<CodeFile> files, CuratedTable table, CodePlan plan, Resources resources,
        CancellationToken cancellation)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, $"{file.Text}\n");
        }

        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        using var tables = resources.Tables(project);
        var rows = tables.Open(project.Store.PathOf(table.Table), cancellation);
        DataExport.Write(rows, plan.Columns, plan.Weights, table.Folds, Path.Combine(data, "train.csv"), cancellation);
        DataExport.Write(rows, plan.Columns, plan.Weights, [CuratedRows.TestFold], Path.Combine(data, "test.csv"), cancellation);
    }

    private CodePlan Plan(FinishedRun run, CuratedTable table, string? asked)
    {
        var contract = run.Artifacts.Read(Artifact.Contract);
        var (candidate, fitted, decision) = Choose(run, asked);

        // What is dropped before anything else (keys, ignored columns) need not leave the project.
        var learned = PlanJson.Read(project.Store.Get(fitted.Plan)).Steps;
        FittedDrop[] drops = [.. learned.TakeWhile(step => step is FittedDrop).Cast<FittedDrop>()];
        var aside = drops.SelectMany(drop => drop.Columns).ToHashSet();
        CuratedColumn[] columns = [.. table.Columns.Where(column => !aside.Contains(column.Name))];
        return new CodePlan
        {
            Name = $"{project.For(Stage).Read(Section.Name)}-{candidate.Id.Replace('.', '-')}",
            Run = run.Number,
            Candidate = candidate.Id,
            Learner = candidate.ReadBy,
            Task = contract.Task,
            Classes = contract.Classes,
            Ordered = contract.Ordered,
            Target = contract.Target,
            Columns = columns,
            Weights = table.Weights,
            ClassWeights = candidate.Baseline ? null : run.Artifacts.Candidates().ClassWeights,
            Private =
            [
                .. columns.Select(column => column.Name).Append(contract.Target).Append(table.Weights ?? "")
                    .Where(name => contract.Find(name)?.Private == true),
            ],
            Steps = [.. Steps(run.Artifacts, candidate).Skip(drops.Length)],
            Categories = [.. candidate.Categories.Intersect(
                run.Artifacts.Read(Artifact.FeatureList).Kept(), StringComparer.Ordinal)],
            Objective = run.Artifacts.Candidates().Objective,
            Parameters = fitted.Trial.Parameters,
            Rounds = fitted.Trial.Rounds,
            Seed = run.Seed,
            Threshold = decision?.Threshold ?? Half,
            Costs = decision?.Costs,
            Calibration = fitted.Calibration,
            Margins = fitted.Margins,
            TrainRows = table.TrainRows,
            TestRows = table.Split.Where(part => part.Fold == CuratedRows.TestFold).Sum(part => part.Rows),
        };
    }

    private static IEnumerable<PlannedStep> Steps(ArtifactReader artifacts, Candidate candidate)
    {
        var list = artifacts.Read(Artifact.FeatureList);
        string[] others = [.. list.Offered().Where(feature => !feature.Kept).Select(feature => feature.Feature)];
        return
        [
            .. list.Used(artifacts.Read(Artifact.FeaturePlan)),
            new PlannedStep(new Keep { Columns = [.. list.Kept()] }, "features kept by stage 7"),
            .. candidate.Preparation.Without(others).Steps,
        ];
    }

    private static CandidateScores? ScoresOf(FinishedRun run, string candidate) => run.Artifacts.Has(Artifact.Scorecard)
        ? run.Artifacts.Read(Artifact.Scorecard).Candidates.FirstOrDefault(scores => scores.Candidate == candidate)
        : null;

    private static (Candidate Candidate, FittedModel Fitted, Decision? Decision) Choose(FinishedRun run, string? asked)
    {
        var models = run.Artifacts.ReadAll(Artifact.FittedModels);
        var choice = run.Artifacts.Has(Artifact.SelectedModel) ? run.Artifacts.Read(Artifact.SelectedModel) : null;
        var name = asked ?? choice?.Candidate ?? throw new TrestleException(WriteCodeErrors.NothingChosen(run.Number, [.. models.Keys]));
        if (!models.TryGetValue(name, out var fitted))
        {
            throw new TrestleException(WriteCodeErrors.NoCandidate(name, run.Number, [.. models.Keys]));
        }

        var candidate = run.Artifacts.Candidates().Candidates.Single(candidate => candidate.Id == name);
        return candidate.Library.Count > 0 ? throw new TrestleException(WriteCodeErrors.Ensemble(name, [.. fitted.Trial.Parameters.Keys]))
            : candidate.Program is not null ? throw new TrestleException(WriteCodeErrors.OwnProgram(name))
            : ScoresOf(run, name)?.Decision is not { } decision ? (candidate, fitted, null)
            : decision.Values is null or { OfSteps: true } ? (candidate, fitted, decision)
            : throw new TrestleException(ValueErrors.NoCode($"run {run.Number}, {name}"));
    }
}
