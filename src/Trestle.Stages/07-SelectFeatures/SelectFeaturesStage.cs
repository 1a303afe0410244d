using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.SelectFeatures;

/// <summary>
/// Stage 7: drops features that cannot help, each with its reason. The rules look at the features alone, so one decision serves all folds.
/// Then it looks for leaks among the columns that are left, before anything expensive is learned from them; a leak stops the run. At last
/// the methods choose, once for each round of cross-validation, since they look at the target.
/// </summary>
internal sealed class SelectFeaturesStage : IStage
{
    private const double MemoryShare = 0.15;

    /// <summary>A number; texts that recur take about as much.</summary>
    private const int BytesOfValue = sizeof(double);

    /// <inheritdoc/>
    public Stage Stage => Stage.SelectFeatures;

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var table = context.Read(Artifact.CuratedTable);
        var contract = context.Read(Artifact.Contract);
        var file = CuratedRows.Open(context, table, null, cancellation);
        IRowSource source = FitsIntoMemory(context, table) ? file.Load(cancellation) : file;
        var steps = context.Read(Artifact.FeaturePlan);
        var plan = new RowPlan([.. steps.Steps.Select(planned => planned.Step)]);
        var fitted = plan.Fit(source, [FoldSet.Of(table.Folds)], cancellation)[0].Plan;
        var settings = context.Read(SelectFeaturesSettings.Section).For(table.Forecast);
        var (path, tried) = (fitted.Bind(source.Schema), TriedSteps.Of(steps, fitted, source.Schema, table));

        var features = path.Output.Columns
            .Where(column => !column.Name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))
            .Select(column => new FeatureContext(column.Name, column.Kind, contract.Task, settings))
            .ToArray();
        CheckNames(context, features);
        var needs = features.SelectMany(feature => SelectorCatalog.All.SelectMany(selector => selector.Needs(feature))).ToArray();
        var values = StatScan.Run(source, table.Folds, needs, path, context.Resources.Cores, cancellation);

        var sources = table.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        FeatureDecision[] decided = [.. features.Select(feature => Decide(feature, values, sources))];
        context.Report(0.5, "looking for leaks");
        var sample = LeakSample.Read(
            (source, file), table, path, [.. decided.Where(feature => feature.Kept && !tried.MadeOfFeatures(feature.Feature))],
            (contract.Task, contract.Classes.Count, settings),
            context.Resources.Cores, cancellation);
        CheckAccepted(context, sample);
        var leaks = Leaks(sample, cancellation);
        var stopping = leaks.Where(leak => leak is { Stops: true, Accepted: null }).Select(SelectFeaturesErrors.SuspectedLeak).ToArray();
        var list = stopping.Length > 0
            ? new FeatureList([.. decided.Where(feature => !tried.Made(feature.Feature))])
            : new FeatureChoice(context, table, plan, contract, tried).Choose(source, decided, cancellation);
        context.Write(Artifact.FeatureList, list with
        {
            Alone = [.. sample.Columns.Select((column, i) => new ColumnFigure(column.Name, sample.Measure, sample.Alone[i]))],
            Leaks = leaks,
        });
        return stopping.Length == 0 ? Task.CompletedTask : throw new TrestleException(stopping, ExitCode.Refused);
    }

    /// <summary>Whether the training part takes a small share of the memory: then it is read once, not for each question.</summary>
    private static bool FitsIntoMemory(UnitContext context, CuratedTable table) =>
        (double)table.Rows * table.Columns.Count * BytesOfValue <= MemoryShare * context.Resources.Memory;

    /// <summary>What the checks find; a finding is accepted when each of its columns is.</summary>
    private static LeakFinding[] Leaks(LeakSample sample, CancellationToken cancellation)
    {
        var accepted = sample.Settings.AcceptLeak.ToLookup(leak => leak.Column, leak => leak.Reason, StringComparer.Ordinal);
        return
        [
            .. LeakCheckCatalog.All.SelectMany(check => check.Find(sample, cancellation)).Select(leak => leak with
            {
                Accepted = leak.Columns.All(accepted.Contains)
                    ? string.Join("; ", leak.Columns.SelectMany(column => accepted[column]).Distinct()) : null,
            }),
        ];
    }

    private static void CheckAccepted(UnitContext context, LeakSample sample)
    {
        string[] names = [.. sample.Columns.Select(column => column.Source).Distinct(), ReservedColumns.Row];
        var where = context.Project.Positions.Find("select-features.accept-leak").ToString();
        var problems = context.Read(SelectFeaturesSettings.Section).AcceptLeak.Where(leak => !names.Contains(leak.Column))
            .Select(leak => SelectFeaturesErrors.UnknownColumn(leak.Column, names, where)).ToArray();
        if (problems.Length > 0)
        {
            throw new TrestleException(problems);
        }
    }

    private static FeatureDecision Decide(FeatureContext feature, StatValues values, HashSet<string> sources)
    {
        var rejected = feature.Settings.Drop.Contains(feature.Name) ? "the configuration drops it"
            : feature.Settings.Keep.Contains(feature.Name) ? null
            : SelectorCatalog.All.Select(selector => selector.Reject(feature, values)).FirstOrDefault(reason => reason is not null);
        var kept = feature.Settings.Keep.Contains(feature.Name) ? "the configuration keeps it" : "no rule drops it";
        return new FeatureDecision(feature.Name, Source(feature.Name, sources), feature.Kind, rejected is null, rejected ?? kept);
    }

    /// <summary>The curated column whose name the feature's name starts with.</summary>
    private static string Source(string feature, HashSet<string> columns) => Enumerable.Range(0, feature.Length + 1).Reverse()
        .Where(length => length == feature.Length || feature[length] is '.' or '=')
        .Select(length => feature[..length])
        .FirstOrDefault(columns.Contains) ?? feature;

    private static void CheckNames(UnitContext context, FeatureContext[] features)
    {
        var names = features.Select(feature => feature.Name).ToHashSet(StringComparer.Ordinal);
        var problems = context.Read(SelectFeaturesSettings.Section).Keep.Select(name => ("select-features.keep", name))
            .Concat(context.Read(SelectFeaturesSettings.Section).Drop.Select(name => ("select-features.drop", name)))
            .Where(pair => !names.Contains(pair.name))
            .Select(pair => SelectFeaturesErrors.UnknownFeature(
                pair.name, [.. names], context.Project.Positions.Find(pair.Item1).ToString()))
            .ToArray();
        if (problems.Length > 0)
        {
            throw new TrestleException(problems);
        }
    }
}
