using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Program;

/// <summary>The file that says what the data contains and what is predicted.</summary>
internal static class DataFile
{
    private const string Binary = """
            /// <summary>A label in words.</summary>
            public static string Label(double label) => Classes[(int)label];

            /// <summary>What is predicted for a row, from its one score.</summary>
            public static string Prediction(ReadOnlySpan<double> scores) => Classes[scores[0] >= Threshold ? 1 : 0];

            /// <summary>The probability of each class.</summary>
            public static double[] Probabilities(ReadOnlySpan<double> scores) => [1 - scores[0], scores[0]];

            /// <summary>Labels and scores as metrics take them: decided at the threshold.</summary>
            public static Outcome Outcome(double[] labels, double[] scores) => new(Task, labels, scores, 1, Threshold) { Costs = Costs };
        """;

    private const string Multiclass = """
            /// <summary>A label in words.</summary>
            public static string Label(double label) => Classes[(int)label];

            /// <summary>What is predicted for a row: the class of the highest score.</summary>
            public static string Prediction(ReadOnlySpan<double> scores)
            {
                var best = 0;
                for (var c = 1; c < scores.Length; c++)
                {
                    best = scores[c] > scores[best] ? c : best;
                }

                return Classes[best];
            }

            /// <summary>The probability of each class.</summary>
            public static double[] Probabilities(ReadOnlySpan<double> scores) => scores.ToArray();

            /// <summary>Labels and scores as metrics take them.</summary>
            public static Outcome Outcome(double[] labels, double[] scores) => new(Task, labels, scores, Classes.Length);
        """;

    private const string Ordinal = """
            /// <summary>A label in words.</summary>
            public static string Label(double label) => Classes[(int)label];

            /// <summary>What is predicted for a row: the middle class, with half of the probability on either side of it.</summary>
            public static string Prediction(ReadOnlySpan<double> scores) => Classes[Steps.Decide(scores, [], 0, 0)];

            /// <summary>The probability of each class.</summary>
            public static double[] Probabilities(ReadOnlySpan<double> scores) => scores.ToArray();

            /// <summary>Labels and scores as metrics take them.</summary>
            public static Outcome Outcome(double[] labels, double[] scores) =>
                new(Task, labels, scores, Classes.Length) { Values = Steps, ByValue = true };

            private static RowValues Steps { get; } = RowValues.Steps(Classes.Length);
        """;

    private const string Regression = """
            /// <summary>A label as text.</summary>
            public static string Label(double label) => label.ToString("R", CultureInfo.InvariantCulture);

            /// <summary>What is predicted for a row.</summary>
            public static string Prediction(ReadOnlySpan<double> scores) => Label(scores[0]);

            /// <summary>A value has no probabilities.</summary>
            public static double[] Probabilities(ReadOnlySpan<double> scores) => [];

            /// <summary>Labels and scores as metrics take them.</summary>
            public static Outcome Outcome(double[] labels, double[] scores) => new(Task, labels, scores, 1);
        """;

    /// <summary>The file.</summary>
    public static CodeFile Of(CodePlan plan) => new("Data.cs", $$"""
        {{(plan.Task == TaskKind.Regression ? "using System.Globalization;\n\n" : "")}}using Trestle.Core.Schema;
        using Trestle.Learners.Metrics;

        namespace Training;

        /// <summary>What the folder data contains, and what is predicted.</summary>
        internal static class Data
        {
            /// <summary>What kind of answer is predicted.</summary>
            public const TaskKind Task = TaskKind.{{plan.Task}};

            /// <summary>The metric by which models were compared.</summary>
            public const string Metric = {{Literal.Text(Metric(plan))}};

            /// <summary>Seed of everything random.</summary>
            public const int Seed = {{plan.Seed}};
        {{Threshold(plan)}}
            /// <summary>{{Order(plan.Task)}}</summary>
        {{Literal.Wrapped("    public static readonly string[] Classes = [", Literal.Texts(plan.Classes), "];", newLine: true)}}

            /// <summary>The columns that are read; the files may have others.</summary>
            public static readonly Dictionary<string, ColumnType> Columns = new()
            {
        {{string.Concat(plan.Columns.Select(column => $"        [{Literal.Text(column.Name)}] = ColumnType.{Type(column)},\n"))}}    };

        {{Corrected(plan)}}

        {{Calibrated(plan)}}

        {{plan.Task switch
    {
        TaskKind.Binary => Binary,
        TaskKind.Multiclass => plan.Ordered ? Ordinal : Multiclass,
        _ => Regression,
    }}}
        }
        """);

    private static string Threshold(CodePlan plan) => plan.Task != TaskKind.Binary ? "" : $"""

            /// <summary>The probability from which a row is called positive.</summary>
            private const double Threshold = {Literal.Number(plan.Threshold)};

            /// <summary>What each outcome of a decision is worth; null when nobody has said.</summary>
            private static CostMatrix? Costs => {Costs(plan.Costs)};

        """;

    private static string Corrected(CodePlan plan) => plan.ClassWeights is not { } weights
        ? """
            /// <summary>How much the rows of each class count in learning: all count the same.</summary>
            public static double[]? ClassWeights => null;

            /// <summary>The scores of a model for the classes' own shares: unchanged.</summary>
            public static double[] Corrected(double[] scores) => scores;
        """
        : $"""
            /// <summary>How much the rows of each class count in learning.</summary>
        {Literal.Wrapped("    public static readonly double[]? ClassWeights = [", weights.Select(Literal.Number), "];", newLine: true)}

            /// <summary>The same, 1 at most.</summary>
        {Literal.Wrapped(
            "    private static readonly double[] Shares = [", weights.Select(weight => Literal.Number(weight / weights.Max())), "];",
            newLine: true)}

            /// <summary>The scores for the classes' own shares: the odds of a class are divided by how much it counted.</summary>
        {(plan.Task == TaskKind.Multiclass ? SeveralShares : BinaryShares)}
        """;

    private const string BinaryShares = """
            public static double[] Corrected(double[] scores) => Array.ConvertAll(scores, score =>
            {
                var (yes, no) = (score * Shares[0], (1 - score) * Shares[1]);
                return yes + no > 0 ? yes / (yes + no) : score;
            });
        """;

    private const string SeveralShares = """
            public static double[] Corrected(double[] scores)
            {
                var corrected = (double[])scores.Clone();
                for (var row = 0; row < scores.Length; row += Classes.Length)
                {
                    var sum = 0.0;
                    for (var i = 0; i < Classes.Length; i++)
                    {
                        corrected[row + i] /= Shares[i];
                        sum += corrected[row + i];
                    }

                    for (var i = 0; i < Classes.Length; i++)
                    {
                        corrected[row + i] /= sum;
                    }
                }

                return corrected;
            }
        """;

    private static string Calibrated(CodePlan plan) => plan.Margins is { } margins
        ? $$"""
            /// <summary>Probabilities of a model become calibrated ones: their logarithms are multiplied by this number.</summary>
            private const double Slope = {{Literal.Number(margins.Slope)}};
        {{(plan.Task == TaskKind.Multiclass ? "" : $"""

            /// <summary>Log odds of the positive class to add.</summary>
            private const double Intercept = {Literal.Number(margins.Intercept)};

        """)}}
            /// <summary>The scores of a model as they are served: calibrated.</summary>
        {{(plan.Task == TaskKind.Multiclass ? SeveralMargins : BinaryMargins)}}
        """
        : plan.Calibration is not { } map
        ? """
            /// <summary>The scores of a model as they are served: unchanged.</summary>
            public static double[] Calibrated(double[] scores) => scores;
        """
        : $$"""
            /// <summary>Probabilities of a model become calibrated ones, by straight lines between these points.</summary>
        {{Literal.Wrapped("    private static readonly double[] From = [", map.From.Select(Literal.Number), "];", newLine: true)}}
        {{Literal.Wrapped("    private static readonly double[] To = [", map.To.Select(Literal.Number), "];", newLine: true)}}

            /// <summary>The scores of a model as they are served: calibrated.</summary>
            public static double[] Calibrated(double[] scores) => Array.ConvertAll(scores, score =>
            {
                var at = Array.BinarySearch(From, score);
                var next = ~at;
                return at >= 0 ? To[at]
                    : next == 0 ? To[0]
                    : next == From.Length ? To[^1]
                    : To[next - 1] + ((score - From[next - 1]) * ((To[next] - To[next - 1]) / (From[next] - From[next - 1])));
            });
        """;

    private const string BinaryMargins = """
            public static double[] Calibrated(double[] scores) => Array.ConvertAll(scores, score =>
            {
                var inside = Math.Clamp(score, 1e-12, 1 - 1e-12);
                return 1 / (1 + Math.Exp(-((Slope * Math.Log(inside / (1 - inside))) + Intercept)));
            });
        """;

    private const string SeveralMargins = """
            public static double[] Calibrated(double[] scores)
            {
                var calibrated = new double[scores.Length];
                for (var row = 0; row < scores.Length; row += Classes.Length)
                {
                    double[] powers = [.. scores.Skip(row).Take(Classes.Length).Select(score => Math.Log(Math.Max(score, 1e-12)))];
                    var largest = powers.Max();
                    powers = Array.ConvertAll(powers, power => Math.Exp(Slope * (power - largest)));
                    var sum = 0.0;
                    foreach (var power in powers)
                    {
                        sum += power;
                    }

                    for (var i = 0; i < powers.Length; i++)
                    {
                        calibrated[row + i] = powers[i] / sum;
                    }
                }

                return calibrated;
            }
        """;

    private static string Metric(CodePlan plan) =>
        plan.Objective.Metric.Length > 0 ? plan.Objective.Metric : MetricCatalog.Default(plan.Task).Name;

    private static string Costs(CostMatrix? costs) => costs is null
        ? "null"
        : $"new({Literal.Number(costs.TruePositive)}, {Literal.Number(costs.FalsePositive)}, "
            + $"{Literal.Number(costs.TrueNegative)}, {Literal.Number(costs.FalseNegative)})";

    private static string Order(TaskKind task) => task switch
    {
        TaskKind.Binary => "The classes in the order of their numbers; the second is the positive one.",
        TaskKind.Multiclass => "The classes in the order of their numbers.",
        _ => "There are no classes: a value is predicted.",
    };

    /// <summary>How a column is written: as a number even where it means something else, unless it is a date.</summary>
    private static ColumnType Type(CuratedColumn column) =>
        column.Kind == ColumnKind.Text ? ColumnType.Text : column.Type == ColumnType.Date ? ColumnType.Date : ColumnType.Number;
}
