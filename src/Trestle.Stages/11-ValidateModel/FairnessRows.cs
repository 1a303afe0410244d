using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.ValidateModel;

/// <summary>Finds the groups of rows that are to be treated alike.</summary>
internal sealed class FairnessRows(UnitContext context, FairnessSettings settings, CuratedTable table, Contract contract)
{
    /// <summary>The groups of out-of-fold rows, which are given by their numbers.</summary>
    public IReadOnlyList<FairnessGroups> OutOfFold(double[] rows, CancellationToken cancellation)
    {
        string[] columns =
        [
            .. table.Columns.Select(column => column.Name)
                .Where(name => settings.By.Any(by => by.Contains(name, StringComparison.Ordinal))),
        ];
        var source = CuratedRows.Open(context, table, columns, cancellation);
        RowBlock[] blocks = [.. source.Folds.SelectMany(fold => source.Scan(fold, cancellation))];
        var number = source.Schema.Find(ReservedColumns.Row);
        var places = rows.Index().ToDictionary(row => row.Item, row => row.Index);
        double[] numbers = [.. blocks.SelectMany(block => block.Numbers(number).ToArray())];
        return Of(blocks, source.Schema, slice => slice with
        {
            Rows =
            [
                .. slice.Rows.Select(row => places.TryGetValue(numbers[row], out var place) ? place : -1).Where(place => place >= 0),
            ],
        });
    }

    /// <summary>The groups of all rows of some blocks with the columns of the curated table.</summary>
    public IReadOnlyList<FairnessGroups> Of(IReadOnlyList<RowBlock> blocks, RowSchema schema) => Of(blocks, schema, slice => slice);

    private FairnessGroups[] Of(IReadOnlyList<RowBlock> blocks, RowSchema schema, Func<Slice, Slice> placed)
    {
        var where = context.Project.Positions.Find("validate-model.fairness.by").ToString();
        var slicings = Slicing.Of(settings.By.Distinct(), table, schema, where, LimitErrors.UnknownGroup);
        var count = blocks.Sum(block => block.Rows);
        return
        [
            .. slicings.Select(slicing =>
            {
                Slice[] slices = [.. slicing.Divide(blocks)];
                slices = slicing.IsCondition ? Both(slicing.Name, slices, count) : slices;
                return FairnessGroups.Of(slicing.Name, slices.Select(placed), IsPrivate(slicing.Name));
            }),
        ];
    }

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

    private bool IsPrivate(string by) =>
        contract.Columns.Any(column => column.Private && by.Contains(column.Name, StringComparison.Ordinal));
}
