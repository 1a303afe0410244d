using Trestle.Learners.LightGbm;
using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Learners;

/// <summary>Gradient boosted trees by LightGBM, called with the same functions and parameters as in stage 10.</summary>
internal sealed class LightGbmTemplate : ICodeTemplate
{
    private const string Native = """
        using System.Runtime.InteropServices;

        namespace Training;

        /// <summary>The calls of LightGBM's C interface (4.7, c_api.h) that are needed here.</summary>
        internal static partial class LightGbm
        {
            public const int Float32 = 0;
            public const int Float64 = 1;
            public const int RowMajor = 1;
            public const int RawScore = 1;

            private const string Library = "lib_lightgbm";

            /// <summary>Throws with LightGBM's own error message.</summary>
            public static void Check(int result)
            {
                if (result != 0)
                {
                    throw new InvalidOperationException($"LightGBM: {Marshal.PtrToStringUTF8(LGBM_GetLastError())}");
                }
            }

            [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
            public static partial int LGBM_DatasetCreateFromMat(
                double[] values, int type, int rows, int columns, int rowMajor, string parameters, nint reference, out nint dataset);

            [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
            public static partial int LGBM_DatasetSetField(nint dataset, string field, float[] values, int count, int type);

            [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
            public static partial int LGBM_DatasetSetFeatureNames(nint dataset, string[] names, int count);

            [LibraryImport(Library)]
            public static partial int LGBM_DatasetFree(nint dataset);

            [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
            public static partial int LGBM_BoosterCreate(nint dataset, string parameters, out nint booster);

            [LibraryImport(Library)]
            public static partial int LGBM_BoosterAddValidData(nint booster, nint dataset);

            [LibraryImport(Library)]
            public static partial int LGBM_BoosterUpdateOneIter(nint booster, out int finished);

            [LibraryImport(Library)]
            public static partial int LGBM_BoosterGetCurrentIteration(nint booster, out int rounds);

            [LibraryImport(Library)]
            public static partial int LGBM_BoosterGetEval(nint booster, int data, out int count, double[] values);

            [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
            public static partial int LGBM_BoosterPredictForMat(
                nint booster, double[] values, int type, int rows, int columns, int rowMajor, int kind, int firstRound, int rounds,
                string parameters, out long count, double[] scores);

            [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
            public static partial int LGBM_BoosterSaveModel(nint booster, int firstRound, int rounds, int importance, string file);

            [LibraryImport(Library)]
            public static partial int LGBM_BoosterFree(nint booster);

            [LibraryImport(Library)]
            private static partial nint LGBM_GetLastError();
        }
        """;

    private const string Sigmoid = """
            /// <summary>From sums of leaves to probabilities.</summary>
            private static void Link(double[] sums)
            {
                for (var row = 0; row < sums.Length; row++)
                {
                    sums[row] = 1.0 / (1.0 + Math.Exp(-sums[row]));
                }
            }
        """;

    private const string Exponential = """
            /// <summary>From sums of leaves, which are logarithms, to values.</summary>
            private static void Link(double[] sums)
            {
                for (var row = 0; row < sums.Length; row++)
                {
                    sums[row] = Math.Exp(sums[row]);
                }
            }
        """;

    private const string Softmax = """
            /// <summary>From sums of leaves to probabilities.</summary>
            private static void Link(double[] sums, int outputs)
            {
                for (var from = 0; from < sums.Length; from += outputs)
                {
                    var own = sums.AsSpan(from, outputs);
                    var (largest, total) = (own[0], 0.0);
                    foreach (var sum in own)
                    {
                        largest = Math.Max(sum, largest);
                    }

                    foreach (ref var sum in own)
                    {
                        sum = Math.Exp(sum - largest);
                        total += sum;
                    }

                    foreach (ref var sum in own)
                    {
                        sum /= total;
                    }
                }
            }
        """;

    /// <inheritdoc/>
    public string Name => "lightgbm";

    /// <inheritdoc/>
    public IEnumerable<CodeFile> Files(CodePlan plan) => [Model(plan), new CodeFile("LightGbm.cs", Native)];

    private static CodeFile Model(CodePlan plan) => new("Model.cs", $$"""
        using System.Globalization;

        namespace Training;

        /// <summary>Gradient boosted trees, grown by LightGBM (https://lightgbm.readthedocs.io/en/stable/Parameters.html).</summary>
        internal sealed class Model : IDisposable
        {
            /// <summary>The number of rounds that was best in cross-validation.</summary>
            public const int BestRounds = {{plan.Rounds}};

            /// <summary>
            /// Maximum number of rounds when validation rows decide where to stop, and how many rounds without a better loss end it.
            /// </summary>
            private const int MostRounds = 2000;
            private const int Patience = 50;

            /// <summary>How the trees are grown: change it here.</summary>
            private static readonly Dictionary<string, double> Parameters = new()
            {
        {{Parameters(plan)}}
            };

            private readonly nint booster;
            private readonly Options options;

            private Model(nint booster, Options options)
            {
                this.booster = booster;
                this.options = options;
            }

            /// <summary>Rounds of learning that count.</summary>
            public int Rounds { get; private set; }

            private int Grown
            {
                get
                {
                    LightGbm.Check(LightGbm.LGBM_BoosterGetCurrentIteration(booster, out var rounds));
                    return rounds;
                }
            }

            /// <summary>
            /// Learns from the training rows; validation rows, if there are any and no rounds are given, decide when to stop.
            /// </summary>
            public static Model Train(Features train, Features? valid, Options options)
            {
                var rows = Dataset(train, options, reference: 0);
                var validation = valid is null ? 0 : Dataset(valid, options, rows);
                LightGbm.Check(LightGbm.LGBM_BoosterCreate(rows, Text(ForTrees(options)), out var booster));
                var model = new Model(booster, options);
                if (validation != 0)
                {
                    LightGbm.Check(LightGbm.LGBM_BoosterAddValidData(booster, validation));
                }

                model.Rounds = validation != 0 && options.Rounds is null ? model.GrowUntilBest() : model.Grow(options.Rounds ?? BestRounds);
                LightGbm.Check(LightGbm.LGBM_DatasetFree(rows));
                LightGbm.Check(validation == 0 ? 0 : LightGbm.LGBM_DatasetFree(validation));
                return model;
            }

            /// <summary>The scores of all rows, row by row.</summary>
            public double[] Score(Features rows)
            {
                var outputs = {{(plan.Task == TaskKind.Multiclass ? "options.Classes" : "1")}};
                var scores = new double[rows.Rows * outputs];
                LightGbm.Check(LightGbm.LGBM_BoosterPredictForMat(
                    booster, rows.Matrix, LightGbm.Float64, rows.Rows, rows.Count, LightGbm.RowMajor, LightGbm.RawScore, 0, Rounds,
                    $"num_threads={options.Threads}", out _, scores));
        {{Linked(plan)}}        return scores;
            }

            /// <summary>Writes the model in LightGBM's text format.</summary>
            public void Save(string file) => LightGbm.Check(LightGbm.LGBM_BoosterSaveModel(booster, 0, -1, 0, file));

            public void Dispose() => LightGbm.Check(LightGbm.LGBM_BoosterFree(booster));

            private static nint Dataset(Features rows, Options options, nint reference)
            {
                var parameters = Common(options);
                parameters["categorical_feature"] = string.Join(',', rows.Categories);
                LightGbm.Check(LightGbm.LGBM_DatasetCreateFromMat(
                    rows.Matrix, LightGbm.Float64, rows.Rows, rows.Count, LightGbm.RowMajor, Text(parameters), reference, out var dataset));
                var labels = Array.ConvertAll(rows.Labels, label => (float)label);
                LightGbm.Check(LightGbm.LGBM_DatasetSetField(dataset, "label", labels, rows.Rows, LightGbm.Float32));
                if (rows.Weights is not null)
                {
                    var weights = Array.ConvertAll(rows.Weights, weight => (float)weight);
                    LightGbm.Check(LightGbm.LGBM_DatasetSetField(dataset, "weight", weights, rows.Rows, LightGbm.Float32));
                }

                // LightGBM takes neither blanks nor special characters in names.
                var names = Array.ConvertAll(rows.Names, Uri.EscapeDataString);
                LightGbm.Check(LightGbm.LGBM_DatasetSetFeatureNames(dataset, names, rows.Count));
                return dataset;
            }

            private static SortedDictionary<string, string> ForTrees(Options options)
            {
                var parameters = Common(options);
        {{Objective(plan)}}
                foreach (var (name, value) in Parameters)
                {
                    parameters[name] = value.ToString("R", CultureInfo.InvariantCulture);
                }

                return parameters;
            }

            /// <summary>The same rows give the same trees, whatever the number of threads.</summary>
            private static SortedDictionary<string, string> Common(Options options) => new(StringComparer.Ordinal)
            {
                ["deterministic"] = "true",
                ["force_col_wise"] = "true",
                ["feature_pre_filter"] = "false",
                ["num_threads"] = options.Threads.ToString(CultureInfo.InvariantCulture),
                ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
                ["verbosity"] = "-1",
            };

            private static string Text(SortedDictionary<string, string> parameters) =>
                string.Join(' ', parameters.Select(entry => $"{entry.Key}={entry.Value}"));

            private int Grow(int rounds)
            {
                while (Update() && Grown < rounds)
                {
                }

                return Grown;
            }

            private int GrowUntilBest()
            {
                var (best, lowest, loss) = (1, double.PositiveInfinity, new double[1]);
                bool grew;
                do
                {
                    grew = Update();
                    LightGbm.Check(LightGbm.LGBM_BoosterGetEval(booster, 1, out _, loss));
                    (best, lowest) = grew && {{Sign(plan)}}loss[0] < lowest ? (Grown, {{Sign(plan)}}loss[0]) : (best, lowest);
                }
                while (grew && Grown < Math.Min(MostRounds, best + Patience));

                return best;
            }

            private bool Update()
            {
                LightGbm.Check(LightGbm.LGBM_BoosterUpdateOneIter(booster, out var finished));
                return finished == 0;
            }{{Link(plan)}}
        }
        """);

    /// <summary>As in stage 10: bagging is on when the requested share of the rows is at least one row.</summary>
    private static string Parameters(CodePlan plan)
    {
        var fraction = plan.Parameters.GetValueOrDefault("bagging_fraction", 1);
        var frequency = KeyValuePair.Create("bagging_freq", fraction < 1 && fraction * plan.TrainRows >= 1 ? 1.0 : 0.0);
        return string.Join('\n', plan.Parameters
            .Where(entry => entry.Key is not ("num_iterations" or LightGbmLearner.ExtraTrees))
            .Append(frequency)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"        [{Literal.Text(entry.Key)}] = {Literal.Number(entry.Value)},"));
    }

    private static string Objective(CodePlan plan)
    {
        var objective = LightGbmObjective.Of(plan.Task, plan.Objective);
        var lines = objective.Parameters
            .Select(entry => $"parameters[\"{entry.Key}\"] = \"{entry.Value}\";")
            .Prepend($"parameters[\"metric\"] = \"{objective.Metric}\";")
            .Prepend($"parameters[\"objective\"] = \"{objective.Name}\";");
        var classes = plan.Task == TaskKind.Multiclass
            ? new[] { "parameters[\"num_class\"] = options.Classes.ToString(CultureInfo.InvariantCulture);" }
            : [];
        var random = plan.Parameters.GetValueOrDefault(LightGbmLearner.ExtraTrees) == 1
            ? new[] { $"parameters[\"{LightGbmLearner.ExtraTrees}\"] = \"true\";" }
            : [];
        return string.Join('\n', lines.Concat(classes).Concat(random).Select(line => $"        {line}"));
    }

    /// <summary>A metric that is better when it is higher stops learning with the opposite sign.</summary>
    private static string Sign(CodePlan plan) => LightGbmObjective.Of(plan.Task, plan.Objective).HigherIsBetter ? "-" : "";

    private static string Linked(CodePlan plan) => plan.Task switch
    {
        TaskKind.Binary => "        Link(scores);\n",
        TaskKind.Multiclass => "        Link(scores, outputs);\n",
        _ => LightGbmObjective.Of(plan.Task, plan.Objective).IsLogarithmic ? "        Link(scores);\n" : "",
    };

    private static string Link(CodePlan plan) => plan.Task switch
    {
        TaskKind.Binary => $"\n\n{Sigmoid}",
        TaskKind.Multiclass => $"\n\n{Softmax}",
        _ => LightGbmObjective.Of(plan.Task, plan.Objective).IsLogarithmic ? $"\n\n{Exponential}" : "",
    };
}
