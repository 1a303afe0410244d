using System.Runtime.InteropServices;

namespace Trestle.Learners.LightGbm;

/// <summary>LightGBM's binned copy of some rows; the rows themselves are no longer needed once it exists.</summary>
internal sealed unsafe class DatasetHandle : SafeHandle
{
    private DatasetHandle(nint dataset)
        : base(0, ownsHandle: true)
    {
        SetHandle(dataset);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// Bins the rows. With a <paramref name="reference"/> they are binned like that data set, as required for validation rows.
    /// </summary>
    public static DatasetHandle Create(TrainingSet set, string parameters, DatasetHandle? reference)
    {
        using var table = new ArrowTable(set.Blocks);
        Native.Check(Native.LGBM_DatasetCreateFromArrow(
            table.ChunkCount, table.Chunks, table.Schema, parameters, reference?.handle ?? 0, out var dataset));
        var made = new DatasetHandle(dataset);
        try
        {
            made.SetField("label", set.Labels);
            if (set.Weights is { } weights)
            {
                made.SetField("weight", weights);
            }

            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Names the features; LightGBM accepts neither blanks nor characters that are special in JSON.</summary>
    public void SetFeatureNames(IEnumerable<string> names)
    {
        var texts = names.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        try
        {
            fixed (nint* first = texts)
            {
                Native.Check(Native.LGBM_DatasetSetFeatureNames(this, first, texts.Length));
            }
        }
        finally
        {
            Array.ForEach(texts, Marshal.FreeCoTaskMem);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Native.LGBM_DatasetFree(handle) == 0;

    private void SetField(string name, double[] numbers)
    {
        fixed (float* values = Array.ConvertAll(numbers, number => (float)number))
        {
            Native.Check(Native.LGBM_DatasetSetField(this, name, values, numbers.Length, Native.Float32));
        }
    }
}

/// <summary>A model that LightGBM is training.</summary>
internal sealed unsafe class BoosterHandle : SafeHandle
{
    private BoosterHandle(nint booster)
        : base(0, ownsHandle: true)
    {
        SetHandle(booster);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Rounds trained so far.</summary>
    public int Rounds
    {
        get
        {
            Native.Check(Native.LGBM_BoosterGetCurrentIteration(this, out var rounds));
            return rounds;
        }
    }

    /// <summary>Starts a model on a data set, which must outlive it.</summary>
    public static BoosterHandle Create(DatasetHandle train, DatasetHandle? validate, string parameters)
    {
        Native.Check(Native.LGBM_BoosterCreate(train, parameters, out var booster));
        var made = new BoosterHandle(booster);
        try
        {
            if (validate is not null)
            {
                Native.Check(Native.LGBM_BoosterAddValidData(made, validate));
            }

            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Trains one round; false when no tree could be split any more.</summary>
    public bool Update()
    {
        Native.Check(Native.LGBM_BoosterUpdateOneIter(this, out var finished));
        return finished == 0;
    }

    /// <summary>The metric on the validation rows.</summary>
    public double ValidationMetric()
    {
        double loss;
        Native.Check(Native.LGBM_BoosterGetEval(this, 1, out var count, &loss));
        return count == 1 ? loss : throw new InvalidOperationException($"LightGBM returned {count} losses instead of one");
    }

    /// <summary>The first <paramref name="rounds"/> rounds in LightGBM's text format, UTF-8.</summary>
    public byte[] Save(int rounds)
    {
        var text = new byte[1 << 20];
        while (true)
        {
            long length;
            fixed (byte* first = text)
            {
                Native.Check(Native.LGBM_BoosterSaveModelToString(this, 0, rounds, 0, text.Length, out length, first));
            }

            if (length <= text.Length)
            {
                return text[..(int)(length - 1)];
            }

            text = new byte[length];
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Native.LGBM_BoosterFree(handle) == 0;
}
