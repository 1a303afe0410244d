using Trestle.Rows.Expressions;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Standardise;

namespace Trestle.Stages.Curate;

/// <summary>
/// Stage 5: sends the remaining rows through the clean and standard plans once, joins, derives and filters, and writes the typed table
/// with labels that all later stages read.
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
        var built = new JoinBuilder(context, contract, columns).Build(cancellation);
        var forecast = ForecastJoin.Build(context, contract, Taken(columns, built), cancellation);
        built = forecast is null ? built : [.. built, forecast.Join];
        var joins = new Joins(built);
        var cleaning = CurationPlan.Of(context.Read(Artifact.CleanPlan), context.Read(Artifact.StandardPlan));
        IRowStep[] before = [.. cleaning.Steps.Select(planned => planned.Step), .. joins.Steps];
        var settings = context.Read(CurateSettings.Section);
        var known = Typed(StatelessPlan.Fit(columns, before).Bind().Output, contract, joins.Columns);
        var derived = DerivedColumns.Of(settings.Derive, known, contract.Target, name => Where(context, $"curate.derive.{name}"));
        LabelLeaks.Check(context, joins.LookUps, derived);
        var plan = StatelessPlan.Fit(columns, [.. before, .. derived.Select(column => column.Step)]);
        var path = plan.Bind();
        var remarks = new TextRemarks(plan, contract);
        var labels = new Labels(contract);
        var dropped = new HashSet<long>(clean.RowNumbers);
        var counts = new Dictionary<int, long>();
        var output = new RowSchema([
            .. path.Output.Columns.Where(column => !column.Name.StartsWith(ReservedColumns.Found, StringComparison.Ordinal)),
            new Column(ReservedColumns.Label, ColumnKind.Number)]);
        int[] positions = [.. output.Columns.SkipLast(1).Select(column => path.Output.Find(column.Name))];
        var joined = new JoinedColumns(joins.Columns, output);
        var texts = new DerivedTexts(output, derived);
        var sampling = new Sampling(settings, contract);
        var passes = settings.Filter is null ? null
            : TypedExpression.CheckCondition(
                settings.Filter, [.. known, .. derived.Select(column => new TypedColumn(column.Step.Name, column.Type))],
                Where(context, "curate.filter")).BindCondition(output, "curate.filter");

        var (done, filtered) = (0L, 0L);
        IEnumerable<RowBlock> Rows()
        {
            foreach (var (read, removed, block, found, told) in InOrder.Select(
                table.Scan(null, cancellation), block => Curated(block), context.Resources.Cores, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                (done, filtered) = (done + read, filtered + removed);
                context.Report((double)done / raw.Rows, $"{Format.Count(done)} of {Format.Count(raw.Rows, "row")}");
                joins.Merge(found);
                remarks.Add(told);
                foreach (var fold in block.Numbers(block.Schema.Find(ReservedColumns.Fold)))
                {
                    counts[(int)fold] = counts.GetValueOrDefault((int)fold) + 1;
                }

                texts.Add(block);
                sampling.Add(block);
                if (joins.Any)
                {
                    joined.Add(RowParts.Matching(block, fold => fold >= 0));
                }

                if (block.Rows > 0)
                {
                    yield return block;
                }
            }
        }

        (int Read, int Filtered, RowBlock Block, IReadOnlyList<JoinTally> Found, List<RemarkedText> Told) Curated(RowBlock block)
        {
            var kept = Kept(block, dropped);
            var told = new List<RemarkedText>();
            var typed = path.ApplyWatched(kept, (step, rows) => told.AddRange(remarks.Of(step, rows)));
            if (TextRemarks.Remaining(kept.Rows, told) is { } remaining)
            {
                (kept, typed) = (kept.Take(remaining), typed.Take(remaining));
            }

            var (leftOut, found) = joins.Count(typed);
            var curated = new RowBlock(output, kept.Rows, [.. positions.Select(typed.Raw), labels.Of(kept)]);
            var matched = Joins.Without(curated, leftOut);
            var left = passes is null ? matched : Passing(matched, passes(matched));
            return (block.Rows, matched.Rows - left.Rows, left, found, told);
        }

        var file = Path.Combine(context.Project.NewTempFolder(), "curated.parquet");
        context.Tables.Write(output, Rows(), file, cancellation);
        var standard = context.Read(StandardiseSettings.Section);
        if (remarks.SetAside > standard.MaxQuarantine * raw.Rows)
        {
            throw new TrestleException(
                StandardiseErrors.TooManyUnknown(remarks.SetAside, raw.Rows, standard.MaxQuarantine, remarks.Found()), ExitCode.Refused);
        }

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
                .Select(column => Described(column, contract, joins.Columns, derived) with { Distinct = texts.Of(column.Name) })],
            Rows = counts.Values.Sum(),
            Split = [.. raw.Split.Where(part => counts.ContainsKey(part.Fold)).Select(part => part with { Rows = counts[part.Fold] })],
            Time = raw.Time,
            Origins = raw.Origins,
            Group = raw.Group,
            Weights = context.Read(Section.Table).Weights,
            Remarked = remarks.Found(),
            Filtered = settings.Filter is { } filter
                ? new DroppedRows("filter", filtered, $"they do not meet the condition {filter.Source}")
                : null,
            Joined = joins.Any ? joined.Contracts() : null,
            Joins = joins.Any ? joins.Reports() : null,
            Keyed = joins.Any ? joins.Keep(context) : null,
            Catalogue = new CatalogueBuilder(context, contract, cancellation).Make(built, derived),
            Thinning = sampling.Make(setting => Where(context, setting)),
            Forecast = forecast?.Describe(output, built, derived),
        };
        var planned = derived.Select(column => column.Planned);
        context.Write(Artifact.CurationPlan, new StepList([.. cleaning.Steps, .. joins.Planned, .. planned]));
        context.Write(Artifact.CuratedTable, curated);
        context.Write(Artifact.DataCard, DataCardWriter.Write(context, contract, clean, curated));
        return refused.Length == 0 ? Task.CompletedTask : throw new TrestleException(refused, ExitCode.Refused);
    }

    /// <summary>Names of columns and of keyed tables that there are.</summary>
    private static HashSet<string> Taken(RowSchema columns, IReadOnlyList<Join> joins) => new(
        columns.Columns.Select(column => column.Name)
            .Concat(joins.SelectMany(join => join.Columns.Select(column => column.Name).Append(join.Step.Table))),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The columns of the rows, typed as the contract or the joined table says.</summary>
    private static TypedColumn[] Typed(RowSchema schema, Contract contract, IReadOnlyList<ColumnContract> joined) =>
    [
        .. schema.Columns.Where(column => !ReservedColumns.Contains(column.Name)).Select(column => new TypedColumn(
            column.Name,
            column.Kind == ColumnKind.Text ? ColumnType.Text
                : Promise(column.Name, contract, joined)?.Type is { } type and not ColumnType.Text ? type
                : ColumnType.Number)),
    ];

    private static CuratedColumn Described(
        Column column, Contract contract, IReadOnlyList<ColumnContract> joined, IReadOnlyList<DerivedColumn> derived)
    {
        var own = derived.FirstOrDefault(other => other.Step.Name == column.Name);
        var type = own?.Type ?? Promise(column.Name, contract, joined)?.Type
            ?? (column.Kind == ColumnKind.Text ? ColumnType.Text : ColumnType.Number);
        return new CuratedColumn(column.Name, type, column.Kind) { Expression = own?.Step.Expression?.Text, From = own?.From };
    }

    private static ColumnContract? Promise(string column, Contract contract, IReadOnlyList<ColumnContract> joined) =>
        contract.Find(column) ?? joined.FirstOrDefault(other => other.Name == column);

    private static string Where(UnitContext context, string setting) => context.Project.Positions.Find(setting).ToString();

    private static RowBlock Passing(RowBlock block, bool[] passes)
    {
        var rows = Enumerable.Range(0, block.Rows).Where(row => passes[row]).ToArray();
        return rows.Length == block.Rows ? block : block.Take(rows);
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
