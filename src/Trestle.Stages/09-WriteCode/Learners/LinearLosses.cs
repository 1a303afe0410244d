namespace Trestle.Stages.WriteCode.Learners;

/// <summary>The loss of a linear model, one file for each task.</summary>
internal static class LinearLosses
{
    public const string Binary = """
        namespace Training;

        /// <summary>−ln of the probability of the row's class, where the sigmoid of the margin is the probability of class 1.</summary>
        internal sealed class Loss(double[] labels, int classes)
        {
            public const string Task = "binary";

            private readonly double[] slopes = new double[labels.Length];
            private readonly double[] curvatures = new double[labels.Length];

            /// <summary>Margins a row.</summary>
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
                    sum += Math.Max(against, 0) + Math.Log(1 + Math.Exp(-Math.Abs(against)));
                }

                return sum;
            }

            /// <summary>Takes a look at margins, to which the following three refer.</summary>
            public void MoveTo(double[] margins)
            {
                for (var row = 0; row < labels.Length; row++)
                {
                    var (no, yes) = (Sigmoid(-margins[row]), Sigmoid(margins[row]));
                    slopes[row] = labels[row] == 1 ? -no : yes;
                    curvatures[row] = no * yes;
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

    public const string Multiclass = """
        namespace Training;

        /// <summary>−ln of the probability of the row's class, where the softmax of the margins gives the probabilities.</summary>
        internal sealed class Loss(double[] labels, int classes)
        {
            public const string Task = "multiclass";

            private readonly double[] probabilities = new double[labels.Length * classes];

            /// <summary>Margins a row.</summary>
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
                    sum += Softmax(own) - margin;
                }

                return sum;
            }

            /// <summary>Takes a look at margins, to which the following three refer.</summary>
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
                        own[c] = p[c] * (own[c] - mean);
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

    public const string Regression = """
        namespace Training;

        /// <summary>½·(margin − label)².</summary>
        internal sealed class Loss(double[] labels, int classes)
        {
            public const string Task = "regression";

            private double[] margins = [];

            /// <summary>Margins a row.</summary>
            public int Outputs => Math.Max(classes, 1);

            /// <summary>A margin is the value that is predicted.</summary>
            public static void Link(Span<double> margins)
            {
            }

            /// <summary>The loss, summed over the rows.</summary>
            public double Value(double[] margins)
            {
                var sum = 0.0;
                for (var row = 0; row < labels.Length; row++)
                {
                    sum += (margins[row] - labels[row]) * (margins[row] - labels[row]);
                }

                return sum / 2;
            }

            /// <summary>Takes a look at margins, to which the following three refer.</summary>
            public void MoveTo(double[] margins) => this.margins = (double[])margins.Clone();

            /// <summary>Mean second derivative.</summary>
            public double Curvature { get; } = 1;

            /// <summary>The first derivatives.</summary>
            public double[] Slopes() => [.. margins.Zip(labels, (margin, label) => margin - label)];

            /// <summary>Replaces a direction by the second derivative's product with it.</summary>
            public void Bend(double[] direction)
            {
                for (var row = 0; row < direction.Length; row++)
                {
                    direction[row] *= Curvature;
                }
            }
        }
        """;
}
