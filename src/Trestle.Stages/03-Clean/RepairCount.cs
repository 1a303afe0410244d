using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Clean;

/// <summary>Sends the rows through the repairs once: counts, samples and keeps every change.</summary>
internal sealed class RepairCount
{
    private const int ShownSamples = 5;
    private const int MostSamples = 10_000;
    private const int ChangesInBlock = RowBlock.Size;

    private static readonly RowSchema Changes = new(
    [
        new Column("row", ColumnKind.Number), new Column("column", ColumnKind.Text), new Column("before", ColumnKind.Text),
        new Column("after", ColumnKind.Text), new Column("repair", ColumnKind.Text),
    ]);

    private readonly BoundPlan before;
    private readonly BoundStep[] repairs;
    private readonly PlannedStep[] planned;
    private readonly Contract contract;
    private readonly long[] cells;
    private readonly Dictionary<(string Column, string? Before, string? After), long>[] samples;
    private readonly SortedSet<string>[] columns;

    private RepairCount(RowSchema schema, Contract contract, PlannedStep[] planned)
    {
        (this.contract, this.planned) = (contract, planned);
        before = StatelessPlan.Fit(schema, ContractSteps.Clean(contract).Select(step => step.Step)).Bind();
        repairs = new BoundStep[planned.Length];
        var current = before.Output;
        for (var i = 0; i < repairs.Length; i++)
        {
            repairs[i] = planned[i].Step.Fit(current, Trestle.Rows.Stats.StatValues.None).Bind(current);
            current = repairs[i].Output;
        }

        cells = new long[planned.Length];
        samples = [.. planned.Select(_ => new Dictionary<(string, string?, string?), long>())];
        columns = [.. planned.Select(step => new SortedSet<string>(StringComparer.Ordinal))];
    }

    /// <summary>Counts what the repairs do, and writes the table of changes.</summary>
    public static ValueRepairs Of(
        UnitContext context, TrainingRows rows, Contract contract, PlannedStep[] planned, CancellationToken cancellation)
    {
        // Repairs that name their columns read no others.
        var named = planned.All(planned => planned.Step is { Columns: not null, Reads: not null })
            ? planned.SelectMany(planned => planned.Step.Columns!.Concat(planned.Step.Reads!)).ToHashSet(StringComparer.Ordinal) : null;
        string[] columns =
        [
            .. rows.Schema.Columns.Select(column => column.Name)
                .Where(name => !ReservedColumns.Contains(name) && named?.Contains(name) != false),
        ];
        var count = new RepairCount(rows.SchemaOf(columns), ContractSteps.Only(contract, columns), planned);
        var file = Path.Combine(context.Project.NewTempFolder(), "changes.parquet");
        context.Tables.Write(Changes, count.Blocks(rows.All(columns, cancellation), cancellation), file, cancellation);
        return new ValueRepairs(
            planned, [.. Enumerable.Range(0, planned.Length).Select(count.Applied)],
            count.cells.Sum() > 0 ? context.Keep("changes", file) : null);
    }

    private AppliedRepair Applied(int repair) => new(
        StepCatalog.NameOf(planned[repair].Step),
        columns[repair].Count > 0 ? [.. columns[repair]] : planned[repair].Step.Columns ?? [],
        planned[repair].Reason,
        cells[repair],
        [
            .. samples[repair].OrderByDescending(sample => sample.Value).ThenBy(sample => sample.Key.Column, StringComparer.Ordinal)
                .ThenBy(sample => sample.Key.Before, StringComparer.Ordinal).Take(ShownSamples)
                .Select(sample => new ChangedValue(sample.Key.Column, sample.Key.Before, sample.Key.After, sample.Value)),
        ]);

    private IEnumerable<RowBlock> Blocks(IEnumerable<RowBlock> rows, CancellationToken cancellation)
    {
        var changes = new List<(double Row, string Column, string? Before, string? After, string Repair)>();
        foreach (var block in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var current = before.Apply(block);
            for (var i = 0; i < repairs.Length; i++)
            {
                var next = repairs[i].Apply(current);
                Compare(i, current, next, block.Numbers(block.Schema.Find(ReservedColumns.Row)).ToArray(), changes);
                current = next;
            }

            if (changes.Count >= ChangesInBlock)
            {
                yield return Block(changes);
                changes.Clear();
            }
        }

        if (changes.Count > 0)
        {
            yield return Block(changes);
        }
    }

    private void Compare(
        int repair, RowBlock old, RowBlock now, double[] numbers, List<(double, string, string?, string?, string)> changes)
    {
        for (var column = 0; column < old.Schema.Count; column++)
        {
            if (ReferenceEquals(old.Raw(column), now.Raw(column)))
            {
                continue;
            }

            var name = old.Schema[column].Name;
            var secret = contract.Find(name) is not { Private: false };
            for (var row = 0; row < old.Rows; row++)
            {
                var (first, second) = (Text(old, column, row), Text(now, column, row));
                if (string.Equals(first, second, StringComparison.Ordinal))
                {
                    continue;
                }

                cells[repair]++;
                columns[repair].Add(name);
                changes.Add((numbers[row], name, secret ? null : first, secret ? null : second, StepCatalog.NameOf(planned[repair].Step)));
                if (!secret && (samples[repair].Count < MostSamples || samples[repair].ContainsKey((name, first, second))))
                {
                    samples[repair][(name, first, second)] = samples[repair].GetValueOrDefault((name, first, second)) + 1;
                }
            }
        }
    }

    private static string? Text(RowBlock block, int column, int row) => block.Schema[column].Kind == ColumnKind.Text
        ? block.Texts(column)[row] : PrintNumber.Print(block.Numbers(column)[row]);

    private static RowBlock Block(List<(double Row, string Column, string? Before, string? After, string Repair)> changes) => new(
        Changes, changes.Count,
        [
            changes.Select(change => change.Row).ToArray(), changes.Select(change => change.Column).ToArray(),
            changes.Select(change => change.Before).ToArray(), changes.Select(change => change.After).ToArray(),
            changes.Select(change => change.Repair).ToArray(),
        ]);
}
