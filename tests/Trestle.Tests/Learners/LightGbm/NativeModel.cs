using System.Runtime.InteropServices;
using System.Text;

using Trestle.Learners.LightGbm;

namespace Trestle.Tests.Learners.LightGbm;

/// <summary>
/// LightGBM driven directly, matrix in, matrix out, as its own documentation shows: what our path is compared with. Everything
/// runs under one thread count, because LightGBM has one a process.
/// </summary>
internal sealed unsafe partial class NativeModel : IDisposable
{
    private const string Library = "lib_lightgbm";
    private const int Double = 1;
    private const int RowMajor = 1;
    private const int Normal = 0;
    private const int Raw = 1;
    private const int Contribution = 3;

    private readonly nint booster;

    private NativeModel(nint booster) => this.booster = booster;

    /// <summary>Trains on a row-major matrix.</summary>
    public static NativeModel Train(double[] matrix, int rows, double[] labels, string parameters, int rounds, int threads = 1)
    {
        using var gate = NativeThreads.Use(threads, CancellationToken.None);
        Native.Prepare();
        parameters += $" num_threads={threads} verbosity=-1";
        fixed (double* values = matrix)
        fixed (float* targets = Array.ConvertAll(labels, label => (float)label))
        {
            Native.Check(LGBM_DatasetCreateFromMat(values, Double, rows, matrix.Length / rows, RowMajor, parameters, 0, out var dataset));
            Native.Check(LGBM_DatasetSetField(dataset, "label", targets, rows, Native.Float32));
            Native.Check(LGBM_BoosterCreate(dataset, parameters, out var booster));
            var finished = 0;
            for (var round = 0; round < rounds && finished == 0; round++)
            {
                Native.Check(LGBM_BoosterUpdateOneIter(booster, out finished));
            }

            Native.Check(LGBM_DatasetFree(dataset));
            return new NativeModel(booster);
        }
    }

    /// <summary>Reads a model's text.</summary>
    public static NativeModel Read(byte[] text)
    {
        using var gate = NativeThreads.Use(1, CancellationToken.None);
        Native.Prepare();
        Native.Check(LGBM_BoosterLoadModelFromString(Encoding.UTF8.GetString(text), out _, out var booster));
        return new NativeModel(booster);
    }

    /// <summary>The model's text, with importances and parameters behind the trees.</summary>
    public byte[] Save()
    {
        using var gate = NativeThreads.Use(1, CancellationToken.None);
        Native.Prepare();
        Native.Check(LGBM_BoosterSaveModelToString(booster, 0, -1, 0, 0, out var length, null));
        var text = new byte[length];
        fixed (byte* first = text)
        {
            Native.Check(LGBM_BoosterSaveModelToString(booster, 0, -1, 0, length, out length, first));
        }

        return text[..^1];
    }

    /// <summary>
    /// Scores of a row-major matrix: sums of leaves if raw, else probabilities or values; the first rounds only if given.
    /// </summary>
    public double[] Predict(double[] matrix, int rows, bool raw, int rounds = -1, int threads = 1) =>
        Predict(matrix, rows, raw ? Raw : Normal, numbers: 1, rounds, threads);

    /// <summary>
    /// LightGBM's own Shapley values of a row-major matrix: for each row and output one number a feature, and the base value.
    /// </summary>
    public double[] Contributions(double[] matrix, int rows, int rounds = -1, int threads = 1) =>
        Predict(matrix, rows, Contribution, (matrix.Length / rows) + 1, rounds, threads);

    /// <summary>The sum of the gains of each feature's splits.</summary>
    public double[] Gains(int features)
    {
        const int Gain = 1;
        var gains = new double[features];
        fixed (double* first = gains)
        {
            Native.Check(LGBM_BoosterFeatureImportance(booster, -1, Gain, first));
        }

        return gains;
    }

    /// <summary>LightGBM's fast way for rows that come one at a time.</summary>
    public SingleRow Single(int features)
    {
        Native.Prepare();
        Native.Check(
            LGBM_BoosterPredictForMatSingleRowFastInit(booster, Normal, 0, -1, Double, features, "num_threads=1", out var configuration));
        return new SingleRow(configuration);
    }

    public void Dispose() => Native.Check(LGBM_BoosterFree(booster));

    private double[] Predict(double[] matrix, int rows, int kind, int numbers, int rounds, int threads)
    {
        using var gate = NativeThreads.Use(threads, CancellationToken.None);
        Native.Prepare();
        Native.Check(LGBM_BoosterGetNumClasses(booster, out var classes));
        var scores = new double[rows * classes * numbers];
        fixed (double* values = matrix)
        fixed (double* first = scores)
        {
            Native.Check(LGBM_BoosterPredictForMat(
                booster, values, Double, rows, matrix.Length / rows, RowMajor, kind, 0, rounds, $"num_threads={threads}", out _, first));
        }

        return scores;
    }

    [LibraryImport(Library)]
    private static partial int LGBM_DatasetCreateFromMat(
        void* values, int type, int rows, int columns, int rowMajor, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, nint reference,
        out nint dataset);

    [LibraryImport(Library)]
    private static partial int LGBM_DatasetSetField(
        nint dataset, [MarshalAs(UnmanagedType.LPUTF8Str)] string field, void* values, int count, int type);

    [LibraryImport(Library)]
    private static partial int LGBM_DatasetFree(nint dataset);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterCreate(nint dataset, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out nint booster);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterUpdateOneIter(nint booster, out int finished);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterLoadModelFromString(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string text, out int rounds, out nint booster);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterSaveModelToString(
        nint booster, int first, int rounds, int importance, long capacity, out long length, byte* text);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterGetNumClasses(nint booster, out int classes);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterPredictForMat(
        nint booster, void* values, int type, int rows, int columns, int rowMajor, int kind, int first, int rounds,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out long count, double* scores);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterPredictForMatSingleRowFastInit(
        nint booster, int kind, int first, int rounds, int type, int columns, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters,
        out nint configuration);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterPredictForMatSingleRowFast(nint configuration, void* values, out long count, double* scores);

    [LibraryImport(Library)]
    private static partial int LGBM_FastConfigFree(nint configuration);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterFeatureImportance(nint booster, int rounds, int kind, double* values);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterFree(nint booster);

    /// <summary>A prediction that is set up for one row of a model of one output.</summary>
    public sealed class SingleRow(nint configuration) : IDisposable
    {
        public double Score(ReadOnlySpan<double> row)
        {
            double score;
            fixed (double* values = row)
            {
                Native.Check(LGBM_BoosterPredictForMatSingleRowFast(configuration, values, out _, &score));
            }

            return score;
        }

        public void Dispose() => Native.Check(LGBM_FastConfigFree(configuration));
    }
}
