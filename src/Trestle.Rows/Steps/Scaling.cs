using Trestle.Rows.Blocks;

namespace Trestle.Rows.Steps;

/// <summary>What is subtracted from the values of a column, and what they are then divided by.</summary>
public sealed record Scaling(string Column, double Center, double Scale)
{
    /// <summary>A scaling that never turns a finite value into no value: an unusable center or scale becomes 0 or 1.</summary>
    internal static Scaling Safe(string column, double center, double scale) => new(
        column,
        double.IsFinite(center) ? center : 0,
        double.IsFinite(scale) && scale > 0 ? scale : 1);

    internal static BoundStep Bind(IReadOnlyList<Scaling> columns, RowSchema input, string step)
    {
        var binder = new StepBinder(input, step);
        foreach (var (column, center, scale) in columns)
        {
            var position = binder.Find(column, ColumnKind.Number);
            binder.Replace(position, ColumnKind.Number, block => Apply(block.Numbers(position), center, scale));
        }

        return binder.Done();
    }

    private static double[] Apply(ReadOnlySpan<double> values, double center, double scale)
    {
        var scaled = GC.AllocateUninitializedArray<double>(values.Length);
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = (values[i] - center) / scale;
        }

        return scaled;
    }
}
