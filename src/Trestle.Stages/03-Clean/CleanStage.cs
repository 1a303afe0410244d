using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Clean;

/// <summary>Stage 3: removes rows by rules and plans the row steps that clean values.</summary>
internal sealed class CleanStage : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Clean;

    /// <summary>Reference tables in files are read again when they change.</summary>
    public string Fingerprint(Project project, CancellationToken cancellation) => string.Join(
        '\n',
        project.For(Stage).Read(CleanSettings.Section).Repairs.OfType<Dependency>().Select(step => step.Reference).OfType<string>()
            .Select(file => File.Exists(project.PathOf(file)) ? $"{file} {ContentHash.OfFile(project.PathOf(file), cancellation)}" : file));

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var table = context.Read(Artifact.RawTable);
        var contract = context.Read(Artifact.Contract);
        var dropped = new SortedSet<long>();
        var counts = new List<DroppedRows>();
        foreach (var rule in CleaningCatalog.All)
        {
            var before = dropped.Count;
            dropped.UnionWith(rule.Drop(context, table, cancellation));
            if (dropped.Count > before)
            {
                counts.Add(new DroppedRows(rule.Name, dropped.Count - before, rule.Reason));
            }
        }

        if (dropped.Count == table.Rows)
        {
            throw new TrestleException(CleanErrors.NothingLeft(counts), ExitCode.Refused);
        }

        var repairs = ValueRepairs.Make(context, table, contract, dropped, cancellation);
        context.Write(Artifact.CleanTable, new CleanTable
        {
            RowsIn = table.Rows,
            RowsOut = table.Rows - dropped.Count,
            Dropped = counts,
            RowNumbers = [.. dropped],
            Repairs = repairs.Applied,
            Changes = repairs.Changes,
            Tables = context.Read(Artifact.Quarantine).Tables?.ToDictionary(
                other => other.Key, other => Kept(table.Tables![other.Key], other.Value)),
        });
        context.Write(Artifact.CleanPlan, new StepList([
            .. ContractSteps.Clean(contract),
            .. repairs.Steps,
            .. context.Read(CleanSettings.Section).Steps.Select(step => new PlannedStep(step, "from the configuration"))])
        {
            Tables = contract.Tables?.ToDictionary(other => other.Key, other => new StepList([.. ContractSteps.Clean(other.Value)])),
        });
        return Task.CompletedTask;
    }

    /// <summary>Another table without its quarantined rows. That a key repeats is for a join to judge.</summary>
    private static CleanTable Kept(RawTable table, Quarantine quarantine) => new()
    {
        RowsIn = table.Rows,
        RowsOut = table.Rows - quarantine.RowNumbers.Count,
        Dropped = quarantine.RowNumbers.Count == 0
            ? [] : [new DroppedRows(Quarantined.RuleName, quarantine.RowNumbers.Count, new Quarantined().Reason)],
        RowNumbers = quarantine.RowNumbers,
    };
}
