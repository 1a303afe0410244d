using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Curate;

/// <summary>Where the rows of a keyed table come from.</summary>
/// <param name="Contract">The contract of its columns, as they are typed.</param>
/// <param name="Ignored">Columns that cannot be looked up.</param>
/// <param name="Open">Opens its cleaned and typed rows, some columns as texts.</param>
internal sealed record LookedUpRows(
    Contract Contract, IReadOnlyList<string> Ignored, Func<IReadOnlyList<string>, (RowSchema Schema, IEnumerable<RowBlock> Blocks)> Open)
{
    /// <summary>Another table of the project.</summary>
    public static LookedUpRows Other(UnitContext context, Contract contract, string table, CancellationToken cancellation) => new(
        contract, context.Read(TableSource.Tables)[table].Ignore, printed =>
        {
            var rows = RawRows.Open(context, context.Read(Artifact.RawTable).Tables![table], cancellation);
            var steps = CurationPlan.Of(
                context.Read(Artifact.CleanPlan).Tables![table], context.Read(Artifact.StandardPlan).Tables![table]);
            var plan = Typing(rows.Schema, steps, printed).Bind(rows.Schema);
            var dropped = context.Read(Artifact.CleanTable).Tables![table].RowNumbers.ToHashSet();
            return (plan.Output, rows.Scan(null, cancellation).Select(block => plan.Apply(CurateStage.Kept(block, dropped))));
        });

    /// <summary>The main table, with its target: the number of one of two classes, the name of one of several, or the value.</summary>
    public static LookedUpRows Main(UnitContext context, Contract contract, CancellationToken cancellation)
    {
        var isText = contract.Task == TaskKind.Multiclass;
        var typed = contract with
        {
            Columns =
            [
                .. contract.Columns.Select(column => column.Name != contract.Target ? column : new ColumnContract
                {
                    Name = column.Name,
                    Type = isText ? ColumnType.Text : ColumnType.Number,
                    Private = column.Private,
                }),
            ],
        };
        return new LookedUpRows(typed, [], _ =>
        {
            var rows = RawRows.Open(context, context.Read(Artifact.RawTable), cancellation);
            var features = new RowSchema(rows.Schema.Columns.Where(column => column.Name != contract.Target));
            var plan = Typing(features, CurationPlan.Of(context.Read(Artifact.CleanPlan), context.Read(Artifact.StandardPlan)), [])
                .Bind(features);
            var schema = new RowSchema([.. plan.Output.Columns, new Column(contract.Target, isText ? ColumnKind.Text : ColumnKind.Number)]);
            var labels = new Labels(contract);
            var dropped = Dropped(context, rows, cancellation);
            return (schema, rows.Scan(null, cancellation).Select(block =>
            {
                var kept = CurateStage.Kept(block, dropped);
                var typed = plan.Apply(kept);
                Array target = isText ? Names(labels.Of(kept), contract.Classes) : labels.Of(kept);
                return new RowBlock(schema, kept.Rows, [.. Enumerable.Range(0, typed.Schema.Count).Select(typed.Raw), target]);
            }));
        });
    }

    /// <summary>
    /// The rows that have no part in the past: those that cleaning removed, but for sound rows without a target: what is known of them is
    /// known, and they may be the latest.
    /// </summary>
    private static HashSet<long> Dropped(UnitContext context, RawRows rows, CancellationToken cancellation)
    {
        var dropped = context.Read(Artifact.CleanTable).RowNumbers.ToHashSet();
        dropped.ExceptWith(rows.Numbers(RawRows.UnlabelledFold, cancellation).Except(context.Read(Artifact.Quarantine).RowNumbers));
        return dropped;
    }

    private static string?[] Names(double[] labels, IReadOnlyList<string> classes) =>
        Array.ConvertAll(labels, label => double.IsNaN(label) ? null : classes[(int)label]);

    private static FittedPlan Typing(RowSchema schema, StepList steps, IReadOnlyList<string> printed) => StatelessPlan.Fit(
        schema,
        [
            .. steps.Steps.Select(planned => planned.Step),
            .. printed.Count == 0 ? [] : new IRowStep[] { new PrintNumber { Columns = printed } },
        ]);
}
