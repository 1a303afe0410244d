using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Learners;

/// <summary>The files of a linear model's solver.</summary>
internal static class LinearFiles
{
    /// <summary>What is minimised: objective, first and second derivative.</summary>
    public static CodeFile Problem { get; } = new("Problem.cs", """
        namespace Training;

        /// <summary>What a linear model minimises. A point holds, output by output, the weights and then the intercept.</summary>
        internal sealed class Problem(Features rows, double[] means, Loss loss, double penalty)
        {
            private const double Tolerance = 1e-8;
            private const int MostSteps = 2000;

            private readonly double[] centred = Centred(rows, means);
            private readonly double[] margins = new double[rows.Rows * loss.Outputs];

            /// <summary>Numbers of a point that belong to one output.</summary>
            private int Width => rows.Count + 1;

            /// <summary>The loss of all rows, and the penalty.</summary>
            public double Value(double[] point)
            {
                ToRows(point, margins);
                var weights = 0.0;
                for (var i = 0; i < point.Length; i++)
                {
                    weights += IsIntercept(i) ? 0 : point[i] * point[i];
                }

                return loss.Value(margins) + (penalty / 2 * weights);
            }

            /// <summary>The first derivative of <see cref="Value"/>.</summary>
            public double[] Gradient(double[] point)
            {
                ToRows(point, margins);
                loss.MoveTo(margins);
                return FromRows(loss.Slopes(), point);
            }

            /// <summary>Solves second derivative · direction = −gradient by conjugate gradients, preconditioned by the diagonal.</summary>
            public double[] Solve(double[] point, double[] gradient)
            {
                var diagonal = Diagonal(point.Length);
                var direction = new double[point.Length];
                var rest = Array.ConvertAll(gradient, value => -value);
                var solved = Divide(rest, diagonal);
                var search = (double[])solved.Clone();
                var square = Dot(rest, solved);
                var enough = Tolerance * Tolerance * square;
                for (var step = 0; step < MostSteps && square > enough; step++)
                {
                    ToRows(search, margins);
                    loss.Bend(margins);
                    var bent = FromRows(margins, search);
                    var curve = Dot(search, bent);
                    if (!(curve > 0))
                    {
                        break;
                    }

                    Add(direction, square / curve, search);
                    Add(rest, -square / curve, bent);
                    solved = Divide(rest, diagonal);
                    var next = Dot(rest, solved);
                    for (var i = 0; i < search.Length; i++)
                    {
                        search[i] = solved[i] + (next / square * search[i]);
                    }

                    square = next;
                }

                return direction;
            }

            /// <summary>Σ x·y.</summary>
            public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
            {
                var sum = 0.0;
                for (var i = 0; i < x.Length; i++)
                {
                    sum += x[i] * y[i];
                }

                return sum;
            }

            /// <summary>Adds factor·x.</summary>
            public static void Add(Span<double> into, double factor, ReadOnlySpan<double> x)
            {
                for (var i = 0; i < x.Length; i++)
                {
                    into[i] += factor * x[i];
                }
            }

            private static double[] Divide(double[] values, double[] by) => [.. values.Zip(by, (value, divisor) => value / divisor)];

            private static double[] Centred(Features rows, double[] means)
            {
                var centred = (double[])rows.Matrix.Clone();
                for (var at = 0; at < centred.Length; at += means.Length)
                {
                    Add(centred.AsSpan(at, means.Length), -1, means);
                }

                return centred;
            }

            private ReadOnlySpan<double> Row(int row) => centred.AsSpan(row * rows.Count, rows.Count);

            private bool IsIntercept(int position) => position % Width == rows.Count;

            /// <summary>About the diagonal of the second derivative.</summary>
            private double[] Diagonal(int length)
            {
                var squares = new double[Width];
                squares[^1] = rows.Rows;
                for (var row = 0; row < rows.Rows; row++)
                {
                    var own = Row(row);
                    for (var feature = 0; feature < own.Length; feature++)
                    {
                        squares[feature] += own[feature] * own[feature];
                    }
                }

                var curvature = Math.Max(loss.Curvature, 1e-10);
                return [.. Enumerable.Range(0, length).Select(i => (curvature * squares[i % Width]) + (IsIntercept(i) ? 0 : penalty))];
            }

            /// <summary>What a point gives for every row and output.</summary>
            private void ToRows(double[] point, double[] into)
            {
                for (var row = 0; row < rows.Rows; row++)
                {
                    for (var output = 0; output < loss.Outputs; output++)
                    {
                        var own = point.AsSpan(output * Width, Width);
                        into[(row * loss.Outputs) + output] = own[^1] + Dot(Row(row), own[..^1]);
                    }
                }
            }

            /// <summary>The sums over the rows of what each contributes to every weight and intercept, and the penalty's part.</summary>
            private double[] FromRows(double[] values, double[] point)
            {
                var result = new double[point.Length];
                for (var row = 0; row < rows.Rows; row++)
                {
                    for (var output = 0; output < loss.Outputs; output++)
                    {
                        var value = values[(row * loss.Outputs) + output];
                        var own = result.AsSpan(output * Width, Width);
                        Add(own[..^1], value, Row(row));
                        own[^1] += value;
                    }
                }

                for (var i = 0; i < point.Length; i++)
                {
                    result[i] += IsIntercept(i) ? 0 : penalty * point[i];
                }

                return result;
            }
        }
        """);

    /// <summary>The loss of a task.</summary>
    public static CodeFile Loss(TaskKind task) => new("Loss.cs", task switch
    {
        TaskKind.Binary => Binary,
        TaskKind.Multiclass => Multiclass,
        _ => Regression,
    });

    private const string Binary = """
        namespace Training;

        /// <summary>−ln of the probability of the row's class, where the sigmoid of the margin is the probability of class 1.</summary>
        internal sealed class Loss(Features train, int classes)
        {
            public const string Task = "binary";

            private readonly double[] labels = train.Labels;
            private readonly double[] slopes = new double[train.Rows];
            private readonly double[] curvatures = new double[train.Rows];

            /// <summary>Margins per row.</summary>
            public int Outputs { get; } = classes == 2 ? 1 : throw new ArgumentException($"{classes} classes instead of 2");

            /// <summary>Turns the margin of a row into a probability.</summary>
            public static void Link(Span<double> margins) => margins[0] = Sigmoid(margins[0]);

            /// <summary>The loss, summed over the rows.</summary>
            public double Value(double[] margins)
            {
                var sum = 0.0;
                for (var row = 0; row < labels.Length; row++)
                {
                    var against = labels[row] == 1 ? -margins[row] : margins[row];
                    sum += train.Weight(row) * (Math.Max(against, 0) + Math.Log(1 + Math.Exp(-Math.Abs(against))));
                }

                return sum;
            }

            /// <summary>Sets the margins to which the following three refer.</summary>
            public void MoveTo(double[] margins)
            {
                for (var row = 0; row < labels.Length; row++)
                {
                    var (no, yes) = (Sigmoid(-margins[row]), Sigmoid(margins[row]));
                    slopes[row] = train.Weight(row) * (labels[row] == 1 ? -no : yes);
                    curvatures[row] = train.Weight(row) * no * yes;
                }
            }

            /// <summary>Mean second derivative.</summary>
            public double Curvature => curvatures.Average();

            /// <summary>The first derivatives.</summary>
            public double[] Slopes() => slopes;

            /// <summary>Replaces a direction by the second derivative's product with it.</summary>
            public void Bend(double[] direction)
            {
                for (var row = 0; row < labels.Length; row++)
                {
                    direction[row] *= curvatures[row];
                }
            }

            private static double Sigmoid(double margin)
            {
                var small = Math.Exp(-Math.Abs(margin));
                return (margin >= 0 ? 1 : small) / (1 + small);
            }
        }
        """;

    private const string Multiclass = """
        namespace Training;

        /// <summary>−ln of the probability of the row's class, where the softmax of the margins gives the probabilities.</summary>
        internal sealed class Loss(Features train, int classes)
        {
            public const string Task = "multiclass";

            private readonly double[] labels = train.Labels;
            private readonly double[] probabilities = new double[train.Rows * classes];

            /// <summary>Margins per row.</summary>
            public int Outputs => classes;

            /// <summary>Turns the margins of a row into probabilities.</summary>
            public static void Link(Span<double> margins) => Softmax(margins);

            /// <summary>The loss, summed over the rows.</summary>
            public double Value(double[] margins)
            {
                var sum = 0.0;
                var own = new double[classes];
                for (var row = 0; row < labels.Length; row++)
                {
                    margins.AsSpan(row * classes, classes).CopyTo(own);
                    var margin = own[(int)labels[row]];
                    sum += train.Weight(row) * (Softmax(own) - margin);
                }

                return sum;
            }

            /// <summary>Sets the margins to which the following three refer.</summary>
            public void MoveTo(double[] margins)
            {
                margins.CopyTo(probabilities, 0);
                for (var row = 0; row < labels.Length; row++)
                {
                    Softmax(probabilities.AsSpan(row * classes, classes));
                }
            }

            /// <summary>Mean second derivative.</summary>
            public double Curvature => probabilities.Average(p => p * (1 - p));

            /// <summary>The first derivatives.</summary>
            public double[] Slopes()
            {
                var slopes = (double[])probabilities.Clone();
                for (var row = 0; row < labels.Length; row++)
                {
                    slopes[(row * classes) + (int)labels[row]] -= 1;
                    foreach (ref var slope in slopes.AsSpan(row * classes, classes))
                    {
                        slope *= train.Weight(row);
                    }
                }

                return slopes;
            }

            /// <summary>Replaces a direction by the second derivative's product with it.</summary>
            public void Bend(double[] direction)
            {
                for (var from = 0; from < direction.Length; from += classes)
                {
                    var own = direction.AsSpan(from, classes);
                    var p = probabilities.AsSpan(from, classes);
                    var mean = Problem.Dot(own, p);
                    for (var c = 0; c < classes; c++)
                    {
                        own[c] = train.Weight(from / classes) * p[c] * (own[c] - mean);
                    }
                }
            }

            /// <summary>Replaces margins by probabilities that sum to 1; returns ln Σ e^margin.</summary>
            private static double Softmax(Span<double> margins)
            {
                var (largest, sum) = (double.NegativeInfinity, 0.0);
                foreach (var margin in margins)
                {
                    largest = Math.Max(largest, margin);
                }

                foreach (ref var margin in margins)
                {
                    margin = Math.Exp(margin - largest);
                    sum += margin;
                }

                foreach (ref var margin in margins)
                {
                    margin /= sum;
                }

                return largest + Math.Log(sum);
            }
        }
        """;

    private const string Regression = """
        namespace Training;

        /// <summary>½·(margin − label)².</summary>
        internal sealed class Loss(Features train, int classes)
        {
            public const string Task = "regression";

            private readonly double[] labels = train.Labels;
            private double[] margins = [];

            /// <summary>Margins per row.</summary>
            public int Outputs => Math.Max(classes, 1);

            /// <summary>A margin is the predicted value.</summary>
            public static void Link(Span<double> margins)
            {
            }

            /// <summary>The loss, summed over the rows.</summary>
            public double Value(double[] margins)
            {
                var sum = 0.0;
                for (var row = 0; row < labels.Length; row++)
                {
                    sum += train.Weight(row) * (margins[row] - labels[row]) * (margins[row] - labels[row]);
                }

                return sum / 2;
            }

            /// <summary>Sets the margins to which the following three refer.</summary>
            public void MoveTo(double[] margins) => this.margins = (double[])margins.Clone();

            /// <summary>Mean second derivative.</summary>
            public double Curvature { get; } = 1;

            /// <summary>The first derivatives.</summary>
            public double[] Slopes() => [.. margins.Select((margin, row) => train.Weight(row) * (margin - labels[row]))];

            /// <summary>Replaces a direction by the second derivative's product with it.</summary>
            public void Bend(double[] direction)
            {
                for (var row = 0; row < direction.Length; row++)
                {
                    direction[row] *= train.Weight(row);
                }
            }
        }
        """;
}
