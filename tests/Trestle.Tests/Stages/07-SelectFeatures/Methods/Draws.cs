using Trestle.Core.Schema;
using Trestle.Stages.SelectFeatures.Methods;

namespace Trestle.Tests.Stages.SelectFeatures.Methods;

/// <summary>The numbers of bench/peers/selection.py, and rows made of them.</summary>
internal sealed class Draws
{
    public const int Count = 120;

    private long state = 1;

    public Draws() => (A, B, C) = (Draw(), Draw(), Draw());

    public double[] A { get; }

    public double[] B { get; }

    public double[] C { get; }

    /// <summary>Four kinds of A.</summary>
    public double[] Kind => Array.ConvertAll(A, value => Math.Floor(4 * value));

    /// <summary>A class.</summary>
    public double[] Class => [.. A.Zip(B, (a, b) => a + (0.5 * b) > 0.7 ? 1.0 : 0)];

    /// <summary>A value.</summary>
    public double[] Value => [.. A.Zip(C, (a, c) => a + Math.Round(c, 1))];

    /// <summary>A value with ties.</summary>
    public double[] Rounded => Array.ConvertAll(Value, value => Math.Round(value, 1));

    /// <summary>Rows of some columns; a name with a '#' is a category.</summary>
    public static SelectionRows Rows(TaskKind task, double[] labels, params (string Name, double[] Values)[] columns) => new()
    {
        Task = task,
        Classes = task == TaskKind.Regression ? 0 : (int)labels.Max() + 1,
        Columns = [.. columns.Select(column => new SelectionColumn(column.Name, column.Values, column.Name.StartsWith('#')))],
        Labels = labels,
        Folds = [.. labels.Select((_, row) => row % 3)],
    };

    private double[] Draw() => [.. Enumerable.Range(0, Count).Select(_ =>
        (state = ((state * 1103515245) + 12345) % (1L << 31)) / (double)(1L << 31))];
}
