using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trestle.Learners.Neighbours;

/// <summary>
/// Rows among which neighbours are searched, by computing all distances, eight rows at a time: exact in any number of dimensions, where
/// trees of balls or boxes look at nearly all rows as well.
/// </summary>
/// <param name="Values">The values in groups of eight rows; in a group feature by feature.</param>
/// <param name="Labels">The label of each row.</param>
/// <param name="Features">Number of features.</param>
internal sealed record NeighbourRows(float[] Values, double[] Labels, int Features)
{
    /// <summary>Rows of a group.</summary>
    public const int Group = 8;

    private const double Farthest = 1e14;

    /// <summary>Number of rows.</summary>
    public int Rows => Labels.Length;

    /// <summary>Numbers that hold some rows, the last group filled up.</summary>
    public static long Length(int rows, int features) => (rows + Group - 1L) / Group * Group * features;

    /// <summary>Where a value is among those of all rows.</summary>
    public static int Place(int row, int feature, int features) => ((((row / Group) * features) + feature) * Group) + (row % Group);

    /// <summary>A value as distances are computed with it: so far from others at most that no square overflows.</summary>
    public static float Near(double value) => (float)Math.Clamp(value, -Farthest, Farthest);

    /// <summary>The features of a row.</summary>
    public void Copy(int row, Span<float> into)
    {
        for (var feature = 0; feature < Features; feature++)
        {
            into[feature] = Values[Place(row, feature, Features)];
        }
    }

    /// <summary>The nearest rows and their squared distances, nearest first; of two at the same distance the earlier one.</summary>
    /// <param name="row">The features of a row.</param>
    /// <param name="neighbours">Room for them, as many as are searched, at most <see cref="Rows"/>.</param>
    public void Search(ReadOnlySpan<float> row, Span<(float Distance, int Row)> neighbours)
    {
        neighbours.Fill((float.PositiveInfinity, int.MaxValue));
        var all = MemoryMarshal.Cast<float, Vector256<float>>(Values);
        for (var group = 0; group * Group < Rows; group++)
        {
            var own = all.Slice(group * Features, Features);
            var squares = Vector256<float>.Zero;
            for (var feature = 0; feature < own.Length; feature++)
            {
                var difference = own[feature] - Vector256.Create(row[feature]);
                squares += difference * difference;
            }

            if (!Vector256.LessThanAny(squares, Vector256.Create(neighbours[^1].Distance)))
            {
                continue;
            }

            for (var i = 0; i < Group && (group * Group) + i < Rows; i++)
            {
                Insert(squares[i], (group * Group) + i, neighbours);
            }
        }
    }

    /// <summary>Puts a row into its place, behind those at the same distance.</summary>
    private static void Insert(float distance, int row, Span<(float Distance, int Row)> neighbours)
    {
        var at = neighbours.Length;
        while (at > 0 && distance < neighbours[at - 1].Distance)
        {
            at--;
        }

        if (at < neighbours.Length)
        {
            neighbours[at..^1].CopyTo(neighbours[(at + 1)..]);
            neighbours[at] = (distance, row);
        }
    }
}
