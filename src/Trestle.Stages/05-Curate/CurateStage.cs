using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Curate;

/// <summary>
/// Stage 5: sends the remaining rows through the clean and standard plans once and writes the typed table with labels that all later
/// stages read.
/// </summary>
internal sealed class CurateStage : IStage
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Curate;

    /// <inheritdoc/>
    public Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var raw = context.Read(Artifact.RawTable);
        var contract = context.Read(Artifact.Contract);
        var clean = context.Read(Artifact.CleanTable);
        var table = RawRows.Open(context, raw, cancellation);
        var steps = CurationPlan.Of(context.Read(Artifact.CleanPlan), context.Read(Artifact.StandardPlan));
        var plan = CurationPlan.Fit(steps, new RowSchema(table.Schema.Columns.Where(column => column.Name != contract.Target)));
        var labels = new Labels(contract);
        var dropped = new HashSet<long>(clean.RowNumbers);
        var counts = new Dictionary<int, long>();
        var path = plan.Bind();
        var output = new RowSchema(path.Output.Columns.Append(new Column(ReservedColumns.Label, ColumnKind.Number)));

        var done = 0L;
        IEnumerable<RowBlock> Rows()
        {
            foreach (var (read, folds, block) in InOrder.Select(
                table.Scan(null, cancellation), block => Curated(block), context.Resources.Cores, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                done += read;
                context.Report((double)done / raw.Rows, $"{Format.Count(done)} of {Format.Count(raw.Rows, "row")}");
                foreach (var fold in folds)
                {
                    counts[(int)fold] = counts.GetValueOrDefault((int)fold) + 1;
                }

                if (block.Rows > 0)
                {
                    yield return block;
                }
            }
        }

        (int Read, double[] Folds, RowBlock Block) Curated(RowBlock block)
        {
            var kept = Kept(block, dropped);
            var typed = path.Apply(kept);
            var curated = new RowBlock(
                output, kept.Rows, [.. Enumerable.Range(0, typed.Schema.Count).Select(typed.Raw), labels.Of(kept)]);
            return (block.Rows, kept.Numbers(kept.Schema.Find(ReservedColumns.Fold)).ToArray(), curated);
        }

        var file = Path.Combine(context.Project.NewTempFolder(), "curated.parquet");
        context.Tables.Write(output, Rows(), file, cancellation);
        foreach (var part in raw.Split.Where(part => Needed(raw, part) && !counts.ContainsKey(part.Fold)))
        {
            throw new TrestleException(CurateErrors.EmptyPart(part.Name));
        }

        var curated = new CuratedTable
        {
            Table = context.Keep("table", file),
            Columns = [.. output.Columns
                .Where(column => !column.Name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))
                .Select(
                    column => new CuratedColumn(
                        column.Name,
                        contract.Find(column.Name)?.Type ?? (column.Kind == ColumnKind.Text ? ColumnType.Text : ColumnType.Number),
                        column.Kind))],
            Rows = counts.Values.Sum(),
            Split = [.. raw.Split.Where(part => counts.ContainsKey(part.Fold)).Select(part => part with { Rows = counts[part.Fold] })],
            Time = raw.Time,
            Origins = raw.Origins,
            Group = raw.Group,
        };
        context.Write(Artifact.CurationPlan, steps);
        context.Write(Artifact.CuratedTable, curated);
        context.Write(Artifact.DataCard, DataCardWriter.Write(context, contract, clean, curated));
        return Task.CompletedTask;
    }

    /// <summary>Whether a part must keep rows. Parts that rolling origins cut may be short: their origins count, not they.</summary>
    private static bool Needed(RawTable raw, SplitPart part) =>
        part.Fold == CuratedRows.TestFold || (part.Fold >= 0 && raw.Origins is null);

    private static RowBlock Kept(RowBlock block, HashSet<long> dropped)
    {
        if (dropped.Count == 0)
        {
            return block;
        }

        var numbers = block.Numbers(block.Schema.Find(ReservedColumns.Row));
        var kept = new List<int>(block.Rows);
        for (var i = 0; i < block.Rows; i++)
        {
            if (!dropped.Contains((long)numbers[i]))
            {
                kept.Add(i);
            }
        }

        return kept.Count == block.Rows ? block : block.Take([.. kept]);
    }
}
