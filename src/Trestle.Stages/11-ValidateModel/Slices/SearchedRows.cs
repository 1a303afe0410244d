using System.Collections;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ValidateModel.Columns;

namespace Trestle.Stages.ValidateModel.Slices;

/// <summary>
/// The training rows by the conditions of their columns; of more than 20,000 rows evenly picked ones. Private columns, whose values nobody
/// may see, make no conditions.
/// </summary>
internal sealed class SearchedRows
{
    private const int MostRows = 20_000;
    private const int MostConditions = 150;

    private readonly Dictionary<double, int> places;
    private readonly IReadOnlyList<(SliceCondition Condition, BitArray Rows)> conditions;
    private readonly int least;
    private readonly RowBlock rows;

    private SearchedRows(
        RowBlock rows, Dictionary<double, int> places, IReadOnlyList<(SliceCondition Condition, BitArray Rows)> conditions, int least)
    {
        this.rows = rows;
        this.places = places;
        this.conditions = conditions;
        this.least = least;
    }

    /// <summary>Reads the rows.</summary>
    /// <param name="context">What the stage may read.</param>
    /// <param name="table">The curated table.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="columns">The columns whose conditions are tried.</param>
    /// <param name="share">The least share of the rows of a slice.</param>
    /// <param name="rows">The least number of rows.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static SearchedRows Read(
        UnitContext context, CuratedTable table, Contract contract, IReadOnlySet<string> columns, double share, int rows,
        CancellationToken cancellation)
    {
        var source = CuratedRows.Open(context, table, null, cancellation);
        var step = 1 + ((table.TrainRows - 1) / MostRows);
        var at = 0L;
        RowBlock[] blocks =
        [
            .. table.Folds.SelectMany(fold => source.Scan(fold, cancellation))
                .Select(block => block.Take([.. Enumerable.Range(0, block.Rows).Where(_ => at++ % step == 0)])),
        ];
        var joined = RowBlock.Join(source.Schema, blocks);
        var least = Math.Max(rows, (int)Math.Ceiling(share * joined.Rows));
        SliceCondition[] all =
        [
            .. table.Columns.Where(column => columns.Contains(column.Name) && !table.IsPrivate(column, contract))
                .SelectMany(column => SliceCondition.Of(column, joined, least))
                .Where(condition => table.Columns.All(column => column.Name != condition.Text)).Take(MostConditions),
        ];
        var slicings = Slicing.Of(
            all.Select(condition => condition.Text), table, source.Schema, "validate-model.slices",
            (name, _, _) => throw new InvalidOperationException($"the slices name a column '{name}' that is not there"));
        var numbers = joined.Numbers(source.Schema.Find(ReservedColumns.Row)).ToArray();
        return new SearchedRows(
            joined, numbers.Index().ToDictionary(row => row.Item, row => row.Index),
            [.. all.Zip(slicings, (condition, slicing) => (condition, Bits(slicing, joined)))], least);
    }

    /// <summary>Up to <paramref name="most"/> of the rows, evenly picked.</summary>
    public RowBlock Some(int most) => rows.Rows <= most ? rows : RowSample.Of([rows], most).Rows;

    /// <summary>The search over some rows, which are given by their numbers in the table, and their places among these.</summary>
    public (SliceSearch Search, int[] Rows) Over(double[] rows)
    {
        int[] kept = [.. Enumerable.Range(0, rows.Length).Where(row => places.ContainsKey(rows[row]))];
        int[] at = [.. kept.Select(row => places[rows[row]])];
        return (
            new SliceSearch(
                [.. conditions.Select(entry => (entry.Condition, new BitArray(Array.ConvertAll(at, place => entry.Rows[place]))))], least),
            kept);
    }

    private static BitArray Bits(Slicing slicing, RowBlock rows)
    {
        var bits = new BitArray(rows.Rows);
        foreach (var row in slicing.Divide([rows]).SelectMany(slice => slice.Rows))
        {
            bits[row] = true;
        }

        return bits;
    }
}
