using Trestle.Stages.Clean.Repairs;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Clean;

/// <summary>The repairs of a run: their steps, what they did, and the table of all changes.</summary>
/// <remarks>
/// What a dependency has to learn is learned here, once, from the training part: the values of the majority serve all folds, the test part
/// and requests. That does not bias the validation: neither the target nor the test part is read, and a majority of rows is not moved by
/// the few of one fold.
/// </remarks>
internal sealed record ValueRepairs(IReadOnlyList<PlannedStep> Steps, IReadOnlyList<AppliedRepair> Applied, ContentHash? Changes)
{
    /// <summary>Cells that are searched for repairs; larger tables are sampled evenly.</summary>
    private const int MostCells = 10_000_000;

    private static readonly ValueRepairs None = new([], [], null);

    /// <summary>Plans, learns and counts them; nothing unless the configuration asks for repairs.</summary>
    public static ValueRepairs Make(
        UnitContext context, RawTable raw, Contract contract, IReadOnlySet<long> dropped, CancellationToken cancellation)
    {
        var settings = context.Read(CleanSettings.Section);
        if (settings.Repairs.Count == 0 && !settings.AutoRepair)
        {
            return None;
        }

        var rows = new TrainingRows(RawRows.Open(context, raw, cancellation), raw, contract, dropped);
        PlannedStep[] asked =
        [
            .. settings.Repairs.Select(step => new PlannedStep(
                ReferenceTable.Read(step, context.Tables, context.Project.PathOf, cancellation), "from the configuration")),
        ];
        Check(asked, contract);
        var planned = settings.AutoRepair ? [.. asked, .. Suggested(rows, contract, asked, cancellation)] : asked;
        var steps = Learned(rows, ContractSteps.Clean(contract).ToArray(), planned, cancellation);
        return RepairCount.Of(context, rows, contract, steps, cancellation);
    }

    /// <summary>Whether a column may be searched and sampled: a feature that is not private.</summary>
    private static bool IsOpen(Contract contract, string column) =>
        column != contract.Target && contract.Find(column) is { Private: false };

    private static void Check(PlannedStep[] repairs, Contract contract)
    {
        foreach (var step in repairs.Select(planned => planned.Step))
        {
            var read = (step.Columns ?? []).Concat(step is Dependency dependency ? dependency.From.Concat(dependency.Unless.Keys) : []);
            if (read.FirstOrDefault(column => column == contract.Target || contract.Find(column) is null) is { } other)
            {
                throw new TrestleException(CleanErrors.NotOfRequests(StepCatalog.NameOf(step), other));
            }
        }
    }

    private static IEnumerable<PlannedStep> Suggested(
        TrainingRows rows, Contract contract, PlannedStep[] asked, CancellationToken cancellation)
    {
        var path = StatelessPlan.Fit(rows.Schema, ContractSteps.Clean(contract).Select(planned => planned.Step)).Bind();
        var searched = new RowSchema(path.Output.Columns.Where(column => IsOpen(contract, column.Name)));
        var every = 1 + (rows.Count * Math.Max(1, searched.Count) / MostCells);
        var table = TextTable.Of(searched, rows.Every(every, cancellation).Select(path.Apply));
        foreach (var step in asked.Select(planned => planned.Step)
            .Where(step => step.Columns?.All(name => searched.Find(name) >= 0) == true))
        {
            table = table.After(RepairSearch.Fit(step, table));
        }

        return RepairSearch.Run(table, cancellation).Repairs.Select(found => new PlannedStep(found.Step, $"suggested: {found.Reason}"));
    }

    /// <summary>The repairs with what they have to learn from the training rows, each behind those before it.</summary>
    private static PlannedStep[] Learned(
        TrainingRows rows, PlannedStep[] before, PlannedStep[] repairs, CancellationToken cancellation)
    {
        IRowStep[] all = [.. before.Concat(repairs).Select(planned => planned.Step)];
        var fitted = new RowPlan(all).Fit(rows, [FoldSet.Of(rows.Folds)], cancellation)[0].Plan.Steps;
        var schema = new FittedPlan(rows.Schema, [.. fitted.Take(before.Length)]).Bind().Output;
        var learned = new List<PlannedStep>();
        foreach (var (planned, step) in repairs.Zip(fitted.Skip(before.Length)))
        {
            var name = StepCatalog.NameOf(planned.Step);
            if (!step.Bind(schema).Output.Equals(schema))
            {
                throw new TrestleException(CleanErrors.ChangesColumns(name));
            }

            learned.Add(planned.Step is ILearnedOnce once ? planned with { Step = once.With(step) }
                : planned.Step.Needs(schema).Count == 0 ? planned
                : throw new TrestleException(CleanErrors.LearnsElsewhere(name)));
        }

        return [.. learned];
    }
}
