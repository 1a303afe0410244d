using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Learners;

/// <summary>A linear model: Newton's method written out, one file for what is minimised and one for the loss of the task.</summary>
internal sealed class LinearTemplate : ICodeTemplate
{
    private const string Model = """
        using System.Text.Json;

        namespace Training;

        /// <summary>
        /// A linear model with an L2 penalty: minimises Σ loss + ½·Penalty·‖weights‖² over the weights and a free intercept.
        /// Newton's method with a line search; its linear systems are solved by conjugate gradients.
        /// (Nocedal, Wright: Numerical Optimization, 2nd edition, 7.1.)
        /// </summary>
        internal sealed class Model : IDisposable
        {
            /// <summary>A linear model has no rounds.</summary>
            public const int BestRounds = 1;

            /// <summary>How strongly large weights are penalised: change it here.</summary>
            private const double Penalty = 1;

            /// <summary>How far margins of classes may lie apart, so that no probability is 0 or 1.</summary>
            private const double Most = 30;

            private const int MostSteps = 200;

            /// <summary>
            /// A step that promises less than this share of the loss is the last one: the next would gain about its square.
            /// </summary>
            private const double Enough = 1e-15;

            private readonly string[] names;
            private readonly double[][] weights;
            private readonly double[] intercepts;

            private Model(string[] names, double[][] weights, double[] intercepts)
            {
                this.names = names;
                this.weights = weights;
                this.intercepts = intercepts;
            }

            public int Rounds { get; } = BestRounds;

            /// <summary>Learns from the training rows; a linear model does not use validation rows.</summary>
            public static Model Train(Features train, Features? valid, Options options)
            {
                var means = Means(train);
                var loss = new Loss(train, options.Classes);
                var problem = new Problem(train, means, loss, Penalty);
                var point = new double[loss.Outputs * (train.Count + 1)];
                var value = problem.Value(point);
                var first = value;
                for (var step = 0; step < MostSteps; step++)
                {
                    var gradient = problem.Gradient(point);
                    var direction = problem.Solve(point, gradient);
                    var promise = -Problem.Dot(gradient, direction);
                    var length = 1.0;
                    var next = Along(point, direction, length);
                    var reached = problem.Value(next);
                    while (reached > value - (1e-4 * length * promise) + (1e-12 * first) && length > 1e-20)
                    {
                        length /= 2;
                        next = Along(point, direction, length);
                        reached = problem.Value(next);
                    }

                    (point, value) = (next, reached);
                    if (promise <= Enough * first)
                    {
                        break;
                    }
                }

                return Of(train.Names, means, point, loss.Outputs);
            }

            /// <summary>The scores of all rows, row by row.</summary>
            public double[] Score(Features rows)
            {
                var outputs = intercepts.Length;
                var scores = new double[rows.Rows * outputs];
                for (var row = 0; row < rows.Rows; row++)
                {
                    var own = scores.AsSpan(row * outputs, outputs);
                    for (var output = 0; output < outputs; output++)
                    {
                        own[output] = intercepts[output] + Problem.Dot(weights[output], rows.Row(row));
                    }

                    Limit(own, Loss.Task == "regression" ? double.PositiveInfinity : Most);
                    Loss.Link(own);
                }

                return scores;
            }

            /// <summary>Writes the model as JSON.</summary>
            public void Save(string file)
            {
                const string format = "trestle-linear-1";
                object saved = Loss.Task == "regression"
                    ? new { format, task = Loss.Task, features = names, weights, intercepts }
                    : new { format, task = Loss.Task, features = names, weights, intercepts, limit = Most };
                File.WriteAllText(file, JsonSerializer.Serialize(saved));
            }

            public void Dispose()
            {
            }

            private static void Limit(Span<double> margins, double most)
            {
                var largest = margins.ToArray().Max();
                foreach (ref var margin in margins)
                {
                    margin = margins.Length == 1 ? Math.Clamp(margin, -most, most) : Math.Max(margin, largest - most);
                }
            }

            private static double[] Along(double[] point, double[] direction, double length)
            {
                var next = (double[])point.Clone();
                Problem.Add(next, length, direction);
                return next;
            }

            /// <summary>The mean of each feature: learning converges faster when it is subtracted.</summary>
            private static double[] Means(Features train)
            {
                var means = train.Row(0).ToArray();
                var sums = new double[train.Count];
                for (var row = 0; row < train.Rows; row++)
                {
                    var own = train.Row(row);
                    for (var feature = 0; feature < sums.Length; feature++)
                    {
                        sums[feature] += own[feature] - means[feature];
                    }
                }

                Problem.Add(means, 1.0 / train.Rows, sums);
                return means;
            }

            /// <summary>
            /// The intercepts of a point are for features with mean 0; those of the model are for the features as they are.
            /// </summary>
            private static Model Of(string[] names, double[] means, double[] point, int outputs)
            {
                var weights = new double[outputs][];
                var intercepts = new double[outputs];
                for (var output = 0; output < outputs; output++)
                {
                    var own = point.AsSpan(output * (names.Length + 1), names.Length + 1);
                    weights[output] = own[..^1].ToArray();
                    intercepts[output] = own[^1] - Problem.Dot(weights[output], means);
                }

                return new Model(names, weights, intercepts);
            }
        }
        """;

    /// <inheritdoc/>
    public string Name => "linear";

    /// <inheritdoc/>
    public IEnumerable<CodeFile> Files(CodePlan plan)
    {
        var counts = plan.Task == TaskKind.Regression && plan.Objective.Loss == LossKind.Poisson;
        var penalty = $"Penalty = {Literal.Number(plan.Parameters.GetValueOrDefault("l2", 1))};";
        var model = Model.Replace("Penalty = 1;", penalty, StringComparison.Ordinal);
        return
        [
            new(
                "Model.cs",
                counts ? model.Replace("weights, intercepts }", "weights, intercepts, link = \"log\" }", StringComparison.Ordinal) : model),
            LinearFiles.Problem,
            counts ? LinearCounts.Loss : LinearFiles.Loss(plan.Task),
        ];
    }
}
