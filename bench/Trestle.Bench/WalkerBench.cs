using System.Diagnostics;
using System.Globalization;

using Microsoft.ML.OnnxRuntime;

using Trestle.Learners;
using Trestle.Learners.LightGbm;
using Trestle.Tests.Learners.LightGbm;

namespace Trestle.Bench;

/// <summary>
/// Scores of 100 trees: our walker on blocks against LightGBM's and ONNX Runtime's prediction on a matrix, in turns. Rows a second
/// on one thread and on two, and the time of one row at a time.
/// </summary>
internal static class WalkerBench
{
    private const int Singles = 8192;

    public static void Run(string[] arguments)
    {
        var rows = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        var repeats = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 7;
        var train = new Synthetic(200_000, seed: 1);
        var test = new Synthetic(rows, seed: 2);
        foreach (var leaves in new[] { 31, 63 })
        {
            Compare(train, test, leaves, repeats);
        }
    }

    /// <summary>100 trees, learned from a set.</summary>
    public static IModel Train(Synthetic train, int leaves)
    {
        using var learning = new LightGbmLearner().Begin(train.Set, null, new LearningOptions(Seed: 1, Threads: 2));
        var parameters = new Parameters(new Dictionary<string, double> { ["num_leaves"] = leaves, ["num_iterations"] = 100 });
        return learning.Fit(parameters, CancellationToken.None).Model;
    }

    /// <summary>All scores of a set, block by block.</summary>
    public static double[] Score(IModel model, Synthetic set, int threads = 1)
    {
        var scores = new double[set.Labels.Length * model.Outputs];
        void One(int block) => model.Score(set.Set.Blocks[block], scores.AsSpan(block * Rows.Blocks.RowBlock.Size * model.Outputs));
        if (threads > 1)
        {
            Parallel.For(0, set.Set.Blocks.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, One);
            return scores;
        }

        for (var block = 0; block < set.Set.Blocks.Count; block++)
        {
            One(block);
        }

        return scores;
    }

    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return ordered[ordered.Length / 2];
    }

    private static void Compare(Synthetic train, Synthetic test, int leaves, int repeats)
    {
        var model = Train(train, leaves);
        using var native = NativeModel.Read(model.Save());
        var onnx = OnnxTrees.Write(model.Save(), Synthetic.Width);
        foreach (var threads in new[] { 1, 2 })
        {
            using var session = Session(onnx, threads);
            var floats = Array.ConvertAll(test.Matrix, value => (float)value);
            List<double> ours = [], lightGbm = [], runtime = [];
            double[] a = [], b = [];
            float[] c = [];
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                ours.Add(Rate(test, () => a = Score(model, test, threads)));
                lightGbm.Add(Rate(test, () => b = native.Predict(test.Matrix, test.Labels.Length, raw: false, threads: threads)));
                runtime.Add(Rate(test, () => c = Infer(session, floats, test.Labels.Length)));
            }

            var (x, y, z) = (Median(ours), Median(lightGbm), Median(runtime));
            Console.WriteLine(
                $"{leaves} leaves, {test.Labels.Length} rows, {threads} thread(s): walker {x / 1000:F0} krow/s, LightGBM {y / 1000:F0}, "
                    + $"ONNX Runtime {z / 1000:F0}; ratios {x / y:F2}, {x / z:F2}");
            var difference = a.Zip(c, (p, q) => Math.Abs(p - q)).Max();
            Console.WriteLine(
                $"  equal to LightGBM's to the bit: {a.AsSpan().SequenceEqual(b)}; "
                    + $"largest difference to ONNX Runtime (32-bit floats): {difference:G2}");
        }

        OneByOne(model, native, onnx, test, leaves);
    }

    /// <summary>The median time of a row that comes alone, its values already where each program wants them.</summary>
    private static void OneByOne(IModel model, NativeModel native, byte[] onnx, Synthetic test, int leaves)
    {
        var blocks = test.Set.Blocks.Take(Singles / Rows.Blocks.RowBlock.Size)
            .SelectMany(block => Enumerable.Range(0, block.Rows).Select(row => block.Take([row]))).ToArray();
        var score = new double[1];
        var ours = Each(blocks.Length, row => model.Score(blocks[row], score));

        using var fast = native.Single(Synthetic.Width);
        var lightGbm = Each(Singles, row => fast.Score(test.Matrix.AsSpan(row * Synthetic.Width, Synthetic.Width)));

        using var session = Session(onnx, 1);
        using var options = new RunOptions();
        using var binding = session.CreateIoBinding();
        var (input, output) = (new float[Synthetic.Width], new float[1]);
        using var x = OrtValue.CreateTensorValueFromMemory(input, [1, Synthetic.Width]);
        using var y = OrtValue.CreateTensorValueFromMemory(output, [1, 1]);
        binding.BindInput("x", x);
        binding.BindOutput("y", y);
        var runtime = Each(Singles, row =>
        {
            for (var i = 0; i < input.Length; i++)
            {
                input[i] = (float)test.Matrix[(row * Synthetic.Width) + i];
            }

            session.RunWithBinding(options, binding);
        });
        Console.WriteLine(
            $"{leaves} leaves, one row at a time, p50: walker {ours:F2} us, LightGBM (single row fast) {lightGbm:F2} us, "
                + $"ONNX Runtime (bound) {runtime:F2} us");
    }

    private static double Each(int rows, Action<int> score)
    {
        for (var row = 0; row < rows; row++)
        {
            score(row);
        }

        return Median(Enumerable.Range(0, rows).Select(row =>
        {
            var start = Stopwatch.GetTimestamp();
            score(row);
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }));
    }

    private static InferenceSession Session(byte[] onnx, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(onnx, options);
    }

    private static float[] Infer(InferenceSession session, float[] matrix, int rows)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(matrix, [rows, Synthetic.Width]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["x"], [input], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static double Rate(Synthetic test, Action score)
    {
        var watch = Stopwatch.StartNew();
        score();
        return test.Labels.Length / watch.Elapsed.TotalSeconds;
    }
}
