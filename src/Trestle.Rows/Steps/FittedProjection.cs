using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Steps;

/// <summary>A fitted <see cref="Pca"/> or <see cref="RandomProjection"/>: sums of scaled columns; a gap counts as the mean.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Directions">For each new column the weight of each column.</param>
/// <param name="KeepSource">Whether to keep the columns.</param>
public abstract record FittedProjection(
    IReadOnlyList<Scaling> Columns, IReadOnlyList<IReadOnlyList<double>> Directions, bool KeepSource) : IFittedStep
{
    /// <summary>The name of the step, and what stands between the name of the first column and the number of the new one.</summary>
    protected abstract (string Step, string Suffix) Names { get; }

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => Columns.All(column => has(column.Column)) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        if (Columns.Count == 0 || Directions.Count == 0 || Directions.Any(weights => weights.Count != Columns.Count))
        {
            throw new TrestleException(RowErrors.BadPlan($"a direction of '{Names.Step}' does not have one weight per column"));
        }

        var binder = new StepBinder(input, Names.Step);
        int[] positions = [.. Columns.Select(column => binder.Find(column.Column, ColumnKind.Number))];
        foreach (var position in positions.Where(_ => !KeepSource))
        {
            binder.Remove(position);
        }

        return binder.AddFromAll(
            positions,
            [
                .. Enumerable.Range(1, Directions.Count).Select(
                    n => new Column($"{Columns[0].Column}.{Names.Suffix}.{n}", ColumnKind.Number)),
            ],
            block => Project(block, positions)).Done();
    }

    private Array[] Project(RowBlock block, int[] positions)
    {
        var made = new double[Directions.Count][];
        for (var component = 0; component < made.Length; component++)
        {
            made[component] = new double[block.Rows];
        }

        for (var i = 0; i < positions.Length; i++)
        {
            var values = block.Numbers(positions[i]);
            for (var row = 0; row < values.Length; row++)
            {
                var scaled = double.IsFinite(values[row]) ? (values[row] - Columns[i].Center) / Columns[i].Scale : 0;
                for (var component = 0; component < made.Length; component++)
                {
                    made[component][row] += Directions[component][i] * scaled;
                }
            }
        }

        return made;
    }
}
