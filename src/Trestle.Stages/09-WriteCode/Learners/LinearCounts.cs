using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Learners;

/// <summary>The loss of a linear model of counts.</summary>
internal static class LinearCounts
{
    /// <summary>The file.</summary>
    public static CodeFile Loss { get; } = new("Loss.cs", """
        namespace Training;

        /// <summary>Half the Poisson deviance of a count, where the margin is the logarithm of its mean.</summary>
        internal sealed class Loss(Features train, int classes)
        {
            public const string Task = "regression";

            /// <summary>How far a logarithm may be from 0, so that every mean is a number.</summary>
            private const double Most = 700;

            private readonly double[] labels = train.Labels;
            private readonly double[] means = new double[train.Rows];

            /// <summary>Margins per row.</summary>
            public int Outputs => Math.Max(classes, 1);

            /// <summary>Turns the margin of a row into a mean.</summary>
            public static void Link(Span<double> margins) => margins[0] = Math.Exp(Math.Clamp(margins[0], -Most, Most));

            /// <summary>The loss, summed over the rows.</summary>
            public double Value(double[] margins)
            {
                var sum = 0.0;
                for (var row = 0; row < labels.Length; row++)
                {
                    var least = labels[row] > 0 ? (labels[row] * Math.Log(labels[row])) - labels[row] : 0;
                    sum += train.Weight(row) * (Math.Exp(margins[row]) - (labels[row] * margins[row]) + least);
                }

                return sum;
            }

            /// <summary>Sets the margins to which the following three refer.</summary>
            public void MoveTo(double[] margins)
            {
                for (var row = 0; row < labels.Length; row++)
                {
                    means[row] = Math.Exp(margins[row]);
                }
            }

            /// <summary>Mean second derivative.</summary>
            public double Curvature => means.Select((mean, row) => train.Weight(row) * mean).Sum() / train.Total;

            /// <summary>The first derivatives.</summary>
            public double[] Slopes() => [.. means.Select((mean, row) => train.Weight(row) * (mean - labels[row]))];

            /// <summary>Replaces a direction by the second derivative's product with it.</summary>
            public void Bend(double[] direction)
            {
                for (var row = 0; row < labels.Length; row++)
                {
                    direction[row] *= train.Weight(row) * means[row];
                }
            }
        }
        """);
}
