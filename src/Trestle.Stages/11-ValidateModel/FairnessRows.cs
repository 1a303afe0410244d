using Trestle.Core.Expressions;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.ValidateModel;

/// <summary>Finds the groups of rows that are to be treated alike.</summary>
internal sealed class FairnessRows(UnitContext context, FairnessSettings settings, CuratedTable table, Contract contract)
{
    private readonly string where = context.Project.Positions.Find("validate-model.fairness.by").ToString();
    private (double[] Numbers, IReadOnlyList<(string By, Slice[] Slices)> Divided)? training;

    /// <summary>The groups of out-of-fold rows, which are given by their numbers.</summary>
    public IReadOnlyList<FairnessGroups> OutOfFold(double[] rows, CancellationToken cancellation)
    {
        var (numbers, divided) = training ??= ReadTraining(cancellation);
        var places = rows.Index().ToDictionary(row => row.Item, row => row.Index);
        return
        [
            .. divided.Select(entry => Groups(entry.By, entry.Slices.Select(slice => slice with
            {
                Rows =
                [
                    .. slice.Rows.Select(row => places.GetValueOrDefault(numbers[row], -1)).Where(place => place >= 0),
                ],
            }))),
        ];
    }

    /// <summary>The groups of all rows of some blocks with the columns of the curated table.</summary>
    public IReadOnlyList<FairnessGroups> Of(IReadOnlyList<RowBlock> blocks, RowSchema schema) =>
        [.. Divide(blocks, schema).Select(entry => Groups(entry.By, entry.Slices))];

    private (double[] Numbers, IReadOnlyList<(string By, Slice[] Slices)> Divided) ReadTraining(CancellationToken cancellation)
    {
        var read = settings.By.SelectMany(ColumnsOf).ToHashSet(StringComparer.Ordinal);
        string[] columns = [.. table.Columns.Select(column => column.Name).Where(read.Contains)];
        var source = CuratedRows.Open(context, table, columns, cancellation);
        RowBlock[] blocks = [.. source.Folds.SelectMany(fold => source.Scan(fold, cancellation))];
        var number = source.Schema.Find(ReservedColumns.Row);
        return ([.. blocks.SelectMany(block => block.Numbers(number).ToArray())], Divide(blocks, source.Schema));
    }

    private IReadOnlyList<(string By, Slice[] Slices)> Divide(IReadOnlyList<RowBlock> blocks, RowSchema schema)
    {
        var count = blocks.Sum(block => block.Rows);
        return
        [
            .. Slicing.Of(settings.By.Distinct(), table, schema, where, LimitErrors.UnknownGroup).Select(slicing =>
            {
                Slice[] slices = [.. slicing.Divide(blocks)];
                return (slicing.Name, slicing.IsCondition ? Both(slicing.Name, slices, count) : slices);
            }),
        ];
    }

    private FairnessGroups Groups(string by, IEnumerable<Slice> slices) => FairnessGroups.Of(by, slices, IsPrivate(by));

    /// <summary>The columns that a grouping reads: one that is named, or those of an expression.</summary>
    private IReadOnlyList<string> ColumnsOf(string by) =>
        table.Columns.Any(column => column.Name == by) ? [by] : Expression.Parse(by, where).Columns;

    /// <summary>The rows that meet a condition, and all others.</summary>
    private static Slice[] Both(string condition, Slice[] slices, int rows)
    {
        var inside = slices.SelectMany(slice => slice.Rows).ToHashSet();
        return
        [
            new Slice(condition, [.. inside.Order()]),
            new Slice($"not {condition}", [.. Enumerable.Range(0, rows).Where(row => !inside.Contains(row))]),
        ];
    }

    private bool IsPrivate(string by) => ColumnsOf(by).Any(name =>
        table.Columns.FirstOrDefault(column => column.Name == name) is { } column
            ? table.IsPrivate(column, contract)
            : contract.Find(name)?.Private == true);
}
