using Trestle.Core.Schema;

namespace Trestle.Learners.Packages;

/// <summary>The scores of some rows, and what they say.</summary>
public sealed class Scores
{
    private readonly Manifest manifest;
    private readonly double[] values;

    internal Scores(Manifest manifest, double[] values, int rows)
    {
        this.manifest = manifest;
        this.values = values;
        Rows = rows;
        Outputs = manifest.Task == TaskKind.Multiclass ? manifest.Classes.Count : 1;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Numbers a row: 1 for regression (the value) and binary (the positive class's probability), else one probability a class.</summary>
    public int Outputs { get; }

    /// <summary>All numbers, <see cref="Outputs"/> a row, row by row.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The numbers of a row.</summary>
    public ReadOnlySpan<double> Row(int row) => values.AsSpan(row * Outputs, Outputs);

    /// <summary>The probability of a class.</summary>
    public double Probability(int row, int classNumber) => Outputs > 1 ? values[(row * Outputs) + classNumber]
        : classNumber == 1 ? values[row]
        : 1 - values[row];

    /// <summary>The predicted class's number: binary, the positive one from the threshold on; else the most probable, the first of equals.</summary>
    public int Class(int row)
    {
        if (Outputs == 1)
        {
            return values[row] >= manifest.Threshold ? 1 : 0;
        }

        var best = 0;
        var probabilities = Row(row);
        for (var i = 1; i < probabilities.Length; i++)
        {
            best = probabilities[i] > probabilities[best] ? i : best;
        }

        return best;
    }

    /// <summary>The predicted class's name; not for regression.</summary>
    public string Label(int row) => manifest.Classes[Class(row)];
}
