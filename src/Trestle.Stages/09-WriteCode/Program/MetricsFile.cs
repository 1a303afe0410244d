namespace Trestle.Stages.WriteCode.Program;

/// <summary>The figures of each task, with the formulas and the order of operations of the metrics of stage 12.</summary>
internal static class MetricsFile
{
    /// <summary>The file for a task.</summary>
    public static CodeFile Of(TaskKind task) => new("Metrics.cs", task switch
    {
        TaskKind.Binary => Binary,
        TaskKind.Multiclass => Multiclass,
        _ => Regression,
    });

    private const string Binary = """
        namespace Training;

        /// <summary>How good predictions are. A row counts as positive from a probability of one half on.</summary>
        internal static class Metrics
        {
            private const double Smallest = 2.220446049250313e-16;

            /// <summary>All figures for labels and the probabilities of the positive class.</summary>
            public static IReadOnlyList<(string Name, double Value)> Of(double[] labels, double[] scores)
            {
                var (truePositives, falsePositives, trueNegatives, falseNegatives) = (0.0, 0.0, 0.0, 0.0);
                for (var row = 0; row < labels.Length; row++)
                {
                    var (positive, predicted) = (labels[row] == 1, scores[row] >= 0.5);
                    truePositives += positive && predicted ? 1 : 0;
                    falsePositives += !positive && predicted ? 1 : 0;
                    trueNegatives += !positive && !predicted ? 1 : 0;
                    falseNegatives += positive && !predicted ? 1 : 0;
                }

                var (recall, specificity) = (truePositives / (truePositives + falseNegatives), trueNegatives / (trueNegatives + falsePositives));
                var (auc, averagePrecision) = Areas(labels, scores);
                return
                [
                    ("auc", auc),
                    ("average-precision", averagePrecision),
                    ("log-loss", LogLoss(labels, scores)),
                    ("brier", Brier(labels, scores)),
                    ("accuracy", (truePositives + trueNegatives) / labels.Length),
                    ("balanced-accuracy", (specificity + recall) / 2),
                    ("f1", 2 * truePositives / ((2 * truePositives) + falsePositives + falseNegatives)),
                    ("precision", truePositives / (truePositives + falsePositives)),
                    ("recall", recall),
                    ("mcc", Correlation(truePositives, falsePositives, trueNegatives, falseNegatives)),
                ];
            }

            /// <summary>The areas under the ROC curve and under the precision-recall curve, walked from the highest score down.</summary>
            private static (double Auc, double AveragePrecision) Areas(double[] labels, double[] scores)
            {
                var (sorted, own) = ((double[])scores.Clone(), (double[])labels.Clone());
                Array.Sort(sorted, own);
                var (area, precision) = (0.0, 0.0);
                var (positives, negatives, positivesBefore, negativesBefore) = (0L, 0L, 0L, 0L);
                for (var row = sorted.Length - 1; row >= 0; row--)
                {
                    positives += own[row] == 1 ? 1 : 0;
                    negatives += own[row] == 1 ? 0 : 1;
                    if (row == 0 || sorted[row - 1] != sorted[row])
                    {
                        area += (negatives - negativesBefore) * (positives + positivesBefore) / 2.0;
                        precision += (positives - positivesBefore) * ((double)positives / (positives + negatives));
                        (positivesBefore, negativesBefore) = (positives, negatives);
                    }
                }

                return (area / ((double)positives * negatives), precision / positives);
            }

            private static double LogLoss(double[] labels, double[] scores)
            {
                var sum = 0.0;
                for (var row = 0; row < labels.Length; row++)
                {
                    var positive = Math.Clamp(scores[row], Smallest, 1 - Smallest);
                    sum -= Math.Log(labels[row] == 1 ? positive : 1 - positive);
                }

                return sum / labels.Length;
            }

            private static double Brier(double[] labels, double[] scores)
            {
                var sum = 0.0;
                for (var row = 0; row < labels.Length; row++)
                {
                    sum += (scores[row] - labels[row]) * (scores[row] - labels[row]);
                }

                return sum / labels.Length;
            }

            /// <summary>Matthews' correlation of label and prediction.</summary>
            private static double Correlation(double truePositives, double falsePositives, double trueNegatives, double falseNegatives)
            {
                var rows = truePositives + falsePositives + trueNegatives + falseNegatives;
                var (positive, predicted) = (truePositives + falseNegatives, truePositives + falsePositives);
                var actualSpread = (rows * rows) - (((rows - positive) * (rows - positive)) + (positive * positive));
                var predictedSpread = (rows * rows) - (((rows - predicted) * (rows - predicted)) + (predicted * predicted));
                var both = ((rows - positive) * (rows - predicted)) + (positive * predicted);
                return actualSpread == 0 ? double.NaN
                    : predictedSpread == 0 ? 0
                    : (((truePositives + trueNegatives) * rows) - both) / (Math.Sqrt(actualSpread) * Math.Sqrt(predictedSpread));
            }
        }
        """;

    private const string Multiclass = """
        namespace Training;

        /// <summary>How good predictions are. The class of the highest probability is predicted.</summary>
        internal static class Metrics
        {
            private const double Smallest = 2.220446049250313e-16;

            /// <summary>All figures for labels and the probabilities of the classes, row by row.</summary>
            public static IReadOnlyList<(string Name, double Value)> Of(double[] labels, double[] scores)
            {
                var classes = scores.Length / labels.Length;
                var confusion = Confusion(labels, scores, classes);
                var actual = Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, classes).Sum(other => confusion[c, other])).ToArray();
                var predicted = Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, classes).Sum(other => confusion[other, c])).ToArray();
                var right = Enumerable.Range(0, classes).Sum(c => confusion[c, c]);
                return
                [
                    ("auc-ovr", Enumerable.Range(0, classes).Average(c => Auc(labels, scores, c, classes))),
                    ("log-loss", LogLoss(labels, scores, classes)),
                    ("accuracy", right / labels.Length),
                    ("balanced-accuracy", Enumerable.Range(0, classes).Where(c => actual[c] > 0).Average(c => confusion[c, c] / actual[c])),
                    ("macro-f1", Enumerable.Range(0, classes).Where(c => actual[c] + predicted[c] > 0).Average(c => 2 * confusion[c, c] / (actual[c] + predicted[c]))),
                    ("mcc", Correlation(labels.Length, right, actual, predicted)),
                ];
            }

            /// <summary>Rows by the class that came, then by the class that was predicted.</summary>
            private static double[,] Confusion(double[] labels, double[] scores, int classes)
            {
                var counts = new double[classes, classes];
                for (var row = 0; row < labels.Length; row++)
                {
                    var best = 0;
                    for (var c = 1; c < classes; c++)
                    {
                        best = scores[(row * classes) + c] > scores[(row * classes) + best] ? c : best;
                    }

                    counts[(int)labels[row], best]++;
                }

                return counts;
            }

            /// <summary>The area under the ROC curve of one class against all others.</summary>
            private static double Auc(double[] labels, double[] scores, int positive, int classes)
            {
                var sorted = new double[labels.Length];
                for (var row = 0; row < sorted.Length; row++)
                {
                    sorted[row] = scores[(row * classes) + positive];
                }

                var own = Array.ConvertAll(labels, label => label == positive);
                Array.Sort(sorted, own);
                var area = 0.0;
                var (positives, negatives, positivesBefore, negativesBefore) = (0L, 0L, 0L, 0L);
                for (var row = sorted.Length - 1; row >= 0; row--)
                {
                    positives += own[row] ? 1 : 0;
                    negatives += own[row] ? 0 : 1;
                    if (row == 0 || sorted[row - 1] != sorted[row])
                    {
                        area += (negatives - negativesBefore) * (positives + positivesBefore) / 2.0;
                        (positivesBefore, negativesBefore) = (positives, negatives);
                    }
                }

                return area / ((double)positives * negatives);
            }

            private static double LogLoss(double[] labels, double[] scores, int classes)
            {
                var sum = 0.0;
                for (var row = 0; row < labels.Length; row++)
                {
                    var total = 0.0;
                    for (var c = 0; c < classes; c++)
                    {
                        total += Clip(scores[(row * classes) + c]);
                    }

                    sum -= Math.Log(Clip(scores[(row * classes) + (int)labels[row]]) / total);
                }

                return sum / labels.Length;
            }

            private static double Clip(double probability) => Math.Clamp(probability, Smallest, 1 - Smallest);

            /// <summary>Matthews' correlation of label and prediction.</summary>
            private static double Correlation(double rows, double right, double[] actual, double[] predicted)
            {
                var (both, actualSquares, predictedSquares) = (0.0, 0.0, 0.0);
                for (var c = 0; c < actual.Length; c++)
                {
                    both += actual[c] * predicted[c];
                    actualSquares += actual[c] * actual[c];
                    predictedSquares += predicted[c] * predicted[c];
                }

                var square = rows * rows;
                return square == actualSquares ? double.NaN
                    : square == predictedSquares ? 0
                    : ((right * rows) - both) / (Math.Sqrt(square - actualSquares) * Math.Sqrt(square - predictedSquares));
            }
        }
        """;

    private const string Regression = """
        namespace Training;

        /// <summary>How good predictions are.</summary>
        internal static class Metrics
        {
            /// <summary>All figures for labels and predictions.</summary>
            public static IReadOnlyList<(string Name, double Value)> Of(double[] labels, double[] scores)
            {
                var squares = Mean(labels, scores, (label, score) => (score - label) * (score - label));
                var mean = Mean(labels, scores, (label, _) => label);
                var spread = Mean(labels, scores, (label, _) => (label - mean) * (label - mean));
                return
                [
                    ("rmse", Math.Sqrt(squares)),
                    ("mae", Mean(labels, scores, (label, score) => Math.Abs(score - label))),
                    ("median-ae", Median([.. labels.Zip(scores, (label, score) => Math.Abs(score - label))])),
                    ("mape", Mean(labels, scores, (label, score) => label == 0 ? double.NaN : Math.Abs(score - label) / Math.Abs(label))),
                    ("r2", spread > 0 ? 1 - (squares / spread) : double.NaN),
                ];
            }

            private static double Mean(double[] labels, double[] scores, Func<double, double, double> part)
            {
                var sum = 0.0;
                for (var row = 0; row < labels.Length; row++)
                {
                    sum += part(labels[row], scores[row]);
                }

                return sum / labels.Length;
            }

            private static double Median(double[] values)
            {
                Array.Sort(values);
                return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
            }
        }
        """;
}
