using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Learners;

/// <summary>The baselines: one answer for all rows, learned from the labels.</summary>
internal sealed class ConstantTemplate(string name) : ICodeTemplate
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<CodeFile> Files(CodePlan plan) => [new("Model.cs", $$"""
        using System.Text.Json;

        namespace Training;

        /// <summary>A model with the same answer for every row: every other model has to beat it.</summary>
        internal sealed class Model : IDisposable
        {
            /// <summary>It has no rounds of learning.</summary>
            public const int BestRounds = 1;

            private readonly string[] names;
            private readonly double[] answer;

            private Model(string[] names, double[] answer)
            {
                this.names = names;
                this.answer = answer;
            }

            public int Rounds { get; } = BestRounds;

            /// <summary>Learns its one answer from the labels of the training rows.</summary>
            public static Model Train(Features train, Features? valid, Options options) =>
                new(train.Names, Answer(train.Labels, options.Classes));

            /// <summary>The scores of all rows, row by row.</summary>
            public double[] Score(Features rows) => [.. Enumerable.Repeat(answer, rows.Rows).SelectMany(own => own)];

            /// <summary>Writes the model as JSON.</summary>
            public void Save(string file)
            {
                var saved = new
                {
                    format = "trestle-constant-1", task = "{{plan.Task.ToString().ToLowerInvariant()}}", features = names, answer,
                };
                File.WriteAllText(file, JsonSerializer.Serialize(saved));
            }

            public void Dispose()
            {
            }

        {{Answer(plan)}}
        }
        """)];

    private static string Answer(CodePlan plan) => (plan.Learner, plan.Task) switch
    {
        ("last-value", _) => Rule("The label of the last training row.", "[labels[^1]]"),
        ("mean", _) when Share(plan.Objective) is { } share => Rule(
            "The lowest label that this share does not exceed.",
            $"[labels.Order().ElementAt(Math.Max(0, (int)Math.Ceiling({Literal.Number(share)} * labels.Length) - 1))]"),
        ("mean", _) => Rule("The mean of the labels.", "[labels.Average()]"),
        (_, TaskKind.Binary) => Rule("The share of the positive class.", "[(double)labels.Count(label => label == 1) / labels.Length]"),
        _ =>
            Rule(
                "The share of each class.",
                "[.. Enumerable.Range(0, classes).Select(c => (double)labels.Count(label => label == c) / labels.Length)]"),
    };

    /// <summary>The quantile that makes the loss smallest; null for losses whose minimum is at the mean.</summary>
    private static double? Share(Objective objective) => objective.Loss switch
    {
        LossKind.Absolute => 0.5,
        LossKind.Quantile => objective.Parameter,
        _ => null,
    };

    private static string Rule(string title, string answer) => $"""
            /// <summary>{title}</summary>
            private static double[] Answer(double[] labels, int classes) => {answer};
        """;
}
