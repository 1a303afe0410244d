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
        var columns = new RowSchema(table.Schema.Columns.Where(column => column.Name != contract.Target));
        var joins = new Joins(new JoinBuilder(context, contract, columns).Build(cancellation));
        var cleaning = CurationPlan.Of(context.Read(Artifact.CleanPlan), context.Read(Artifact.StandardPlan));
        var path = StatelessPlan.Fit(columns, [.. cleaning.Steps.Select(planned => planned.Step), .. joins.Steps]).Bind();
        var labels = new Labels(contract);
        var dropped = new HashSet<long>(clean.RowNumbers);
        var counts = new Dictionary<int, long>();
        var output = new RowSchema([
            .. path.Output.Columns.Where(column => !column.Name.StartsWith(ReservedColumns.Found, StringComparison.Ordinal)),
            new Column(ReservedColumns.Label, ColumnKind.Number)]);
        int[] positions = [.. output.Columns.SkipLast(1).Select(column => path.Output.Find(column.Name))];
        var joined = new JoinedColumns(joins.Columns, output);

        var done = 0L;
        IEnumerable<RowBlock> Rows()
        {
            foreach (var (read, block, found) in InOrder.Select(
                table.Scan(null, cancellation), block => Curated(block), context.Resources.Cores, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                done += read;
                context.Report((double)done / raw.Rows, $"{Format.Count(done)} of {Format.Count(raw.Rows, "row")}");
                joins.Merge(found);
                foreach (var fold in block.Numbers(block.Schema.Find(ReservedColumns.Fold)))
                {
                    counts[(int)fold] = counts.GetValueOrDefault((int)fold) + 1;
                }

                if (joins.Any)
                {
                    joined.Add(RowParts.Of(block, fold => fold >= 0).Matching);
                }

                if (block.Rows > 0)
                {
                    yield return block;
                }
            }
        }

        (int Read, RowBlock Block, IReadOnlyList<JoinTally> Found) Curated(RowBlock block)
        {
            var kept = Kept(block, dropped);
            var typed = path.Apply(kept);
            var (leftOut, found) = joins.Count(typed);
            var curated = new RowBlock(output, kept.Rows, [.. positions.Select(typed.Raw), labels.Of(kept)]);
            return (block.Rows, Joins.Without(curated, leftOut), found);
        }

        var file = Path.Combine(context.Project.NewTempFolder(), "curated.parquet");
        context.Tables.Write(output, Rows(), file, cancellation);
        var refused = joins.Refused().ToArray();
        foreach (var part in raw.Split.Where(part => refused.Length == 0 && Needed(raw, part) && !counts.ContainsKey(part.Fold)))
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
                        (contract.Find(column.Name) ?? joins.Columns.FirstOrDefault(other => other.Name == column.Name))?.Type
                            ?? (column.Kind == ColumnKind.Text ? ColumnType.Text : ColumnType.Number),
                        column.Kind))],
            Rows = counts.Values.Sum(),
            Split = [.. raw.Split.Where(part => counts.ContainsKey(part.Fold)).Select(part => part with { Rows = counts[part.Fold] })],
            Time = raw.Time,
            Origins = raw.Origins,
            Group = raw.Group,
            Joined = joins.Any ? joined.Contracts() : null,
            Joins = joins.Any ? joins.Reports() : null,
            Keyed = joins.Any ? joins.Keep(context) : null,
        };
        context.Write(Artifact.CurationPlan, new StepList([.. cleaning.Steps, .. joins.Planned]));
        context.Write(Artifact.CuratedTable, curated);
        context.Write(Artifact.DataCard, DataCardWriter.Write(context, contract, clean, curated));
        return refused.Length == 0 ? Task.CompletedTask : throw new TrestleException(refused, ExitCode.Refused);
    }

    /// <summary>Whether a part must keep rows. Parts that rolling origins cut may be short: their origins count, not they.</summary>
    private static bool Needed(RawTable raw, SplitPart part) =>
        part.Fold == CuratedRows.TestFold || (part.Fold >= 0 && raw.Origins is null);

    /// <summary>The rows of a block that were not dropped.</summary>
    internal static RowBlock Kept(RowBlock block, HashSet<long> dropped)
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
