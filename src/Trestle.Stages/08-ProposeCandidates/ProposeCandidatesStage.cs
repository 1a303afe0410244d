using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ProposeCandidates.Given;
using Trestle.Stages.ProposeCandidates.Programs;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>Stage 8: decides which learners compete, how their features are prepared and what is tuned.</summary>
internal sealed class ProposeCandidatesStage : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.ProposeCandidates;

    /// <inheritdoc/>
    public string Fingerprint(Project project, CancellationToken cancellation) => string.Join(
        '\n',
        Programs(project, cancellation).Select(source => ContentHash.Of(source.ToBytes()))
            .Concat(Given(project).Select(file => ContentHash.Of(file.Bytes))));

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var table = context.Read(Artifact.CuratedTable);
        var contract = table.With(context.Read(Artifact.Contract));
        var features = context.Read(Artifact.FeatureList).Offered();
        if (features.Count == 0)
        {
            throw new TrestleException(ProposeCandidatesErrors.NoFeatures(), ExitCode.Refused);
        }

        var decisions = context.Read(SelectBestSettings.Section);
        var metric = Metric(
            context.Read(Section.Train).Metric
                ?? (contract.Task == TaskKind.Regression && decisions.Value is not null ? DecisionValue.MetricName
                : table.Forecast is not null ? Mae.MetricName
                : contract.Counts ? PoissonDeviance.MetricName
                : null),
            contract);
        var weights = LearningWeights.Of(context, table, contract, cancellation);
        var rule = decisions.RuleFor(metric, contract, AmountReader.Columns(table), context.Project.Positions);
        var shifts = rule?.Values?.Errors is not null;
        if (contract.Counts && (shifts || metric.Objective.Loss == LossKind.Quantile))
        {
            throw new TrestleException(ProposeCandidatesErrors.NoQuantileOfCounts(
                shifts ? "prices of errors" : $"the metric '{metric.Name}'",
                context.Project.Positions.Find(shifts ? "select-best.value" : "train.metric").ToString()));
        }

        var set = new CandidateSet(metric.Name, [])
        {
            // A rule that the comparison does not need is left out, so that another one does not train everything again.
            Rule = metric.NeedsThreshold ? rule : null,
            Values = rule?.Values is { ByRow: true } values ? values : null,
            ClassWeights = weights.Classes,
            Counts = contract.Counts,
            Monotone = Directions(context, table, contract.Task),
        };
        var preset = PresetDefaults.Of(context.Read(Section.Preset));
        var budget = context.Read(Section.Budget);
        if (budget is { } time && time < TimeShares.Least)
        {
            throw new TrestleException(
                ProposeCandidatesErrors.BudgetTooSmall(time, TimeShares.Least, context.Project.Positions.Find("budget").ToString()));
        }

        GivenFile[] given =
        [
            .. Given(context.Project).Select(file => GivenFile.Of(
                context.Project, file.Name, file.Settings, file.Bytes, bytes => context.Keep($"onnx-{file.Name}", bytes))),
        ];
        var proposal = new Proposal
        {
            Task = contract.Task,
            Objective = contract.Counts ? metric.Objective : set.Objective,
            Classes = contract.Classes.Count,
            OverTime = table.Time is not null,
            Forecast = table.Forecast,
            Rows = table.TrainRows,
            Features = features,
            Categories = features
                .Where(feature => feature.Kind == ColumnKind.Text)
                .ToDictionary(feature => feature.Feature, feature => table.DistinctOf(feature.Source, contract)),
            Programs =
            [
                .. Programs(context.Project, cancellation).Select(
                    source => new KeptProgram(source, context.Keep($"program-{source.Name}", source.ToBytes()))),
            ],
            Given = given,
            ClassNames = contract.Classes,
            Words = TextValues.Of(context, table, features, given, cancellation),
            Settings = context.Read(ProposeCandidatesSettings.Section),
            Trials = context.Read(Section.Train).Trials ?? (budget is null ? preset.Trials : int.MaxValue),
            Timed = budget is not null,
            Weighted = weights.Any,
            Counts = contract.Counts,
            Thorough = context.Read(Section.Preset) == Preset.Best || budget >= TimeShares.ForAll,
            Learners = preset.Learners,
        };
        context.Write(Artifact.CandidateSet, set with
        {
            Candidates = TimeShares.First([.. CandidateCatalog.All.SelectMany(source => source.Propose(proposal))], budget),
            Notes = [.. weights.Notes, .. LearnerCandidates.Notes(proposal)],
        });
        return Task.CompletedTask;
    }

    /// <summary>The declared directions, checked; null without any.</summary>
    private static IReadOnlyDictionary<string, MonotoneDirection>? Directions(UnitContext context, CuratedTable table, TaskKind task)
    {
        var declared = context.Read(Section.Train).Monotone;
        string[] known = [.. table.Columns.Where(column => column.Kind == ColumnKind.Number).Select(column => column.Name)];
        Problem[] problems =
        [
            .. declared.Keys.Where(column => !known.Contains(column)).Select(column => MonotoneErrors.NoColumn(
                column, known, context.Project.Positions.Find($"train.monotone.{column}").ToString())),
            .. declared.Count > 0 && task == TaskKind.Multiclass
                ? new[] { MonotoneErrors.SeveralClasses(context.Project.Positions.Find("train.monotone").ToString()) }
                : [],
        ];
        return problems.Length > 0 ? throw new TrestleException(problems) : declared.Count == 0 ? null : declared;
    }

    private IEnumerable<ProgramSource> Programs(Project project, CancellationToken cancellation)
    {
        var where = project.Positions.Find("propose-candidates.code").ToString();
        return project.For(Stage)
            .Read(ProposeCandidatesSettings.Section).Code.Select(folder => ProgramSource.Read(project.PathOf(folder), where, cancellation));
    }

    private IEnumerable<(string Name, OnnxSettings Settings, byte[] Bytes)> Given(Project project) => project.For(Stage)
        .Read(ProposeCandidatesSettings.Section).Onnx.OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => (entry.Key, entry.Value, GivenFile.Read(project, entry.Key, entry.Value)));

    private static IMetric Metric(string? name, Contract contract)
    {
        if (name is null)
        {
            return MetricCatalog.Default(contract);
        }

        if (name == Mase.MetricName)
        {
            throw new TrestleException(ProposeCandidatesErrors.OnlyReported(name));
        }

        return MetricCatalog.Find(name, contract) ?? throw new TrestleException(
            ProposeCandidatesErrors.UnknownMetric(
                name, contract.Task, [.. MetricCatalog.All.Where(metric => metric.Suits(contract)).Select(metric => metric.Name)]));
    }
}
