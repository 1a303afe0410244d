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
                new(train.Names, Answer(train, options.Classes));

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
        ("last-value", _) => Rule("The label of the last training row.", "[train.Labels[^1]]"),
        ("mean", _) when Share(plan.Objective) is { } share => Rule(
            "The lowest label that this share does not exceed.",
            $"[Lowest(train, {Literal.Number(share)})]") + Lowest,
        ("mean", _) => Rule(
            "The mean of the labels.", "[train.Labels.Select((label, row) => train.Weight(row) * label).Sum() / train.Total]"),
        (_, TaskKind.Binary) => Rule(
            "The share of the positive class.",
            "[train.Labels.Select((label, row) => label == 1 ? train.Weight(row) : 0).Sum() / train.Total]"),
        _ =>
            Rule(
                "The share of each class.",
                "[.. Enumerable.Range(0, classes).Select(c => "
                    + "train.Labels.Select((label, row) => label == c ? train.Weight(row) : 0).Sum() / train.Total)]"),
    };

    /// <summary>The quantile that makes the loss smallest; null for losses whose minimum is at the mean.</summary>
    private static double? Share(Objective objective) => objective.Loss switch
    {
        LossKind.Absolute => 0.5,
        LossKind.Quantile => objective.Parameter,
        _ => null,
    };

    private const string Lowest = """


            private static double Lowest(Features train, double share)
            {
                int[] order = [.. Enumerable.Range(0, train.Rows).OrderBy(row => train.Labels[row])];
                var (sum, total) = (0.0, train.Total);
                return train.Labels[order.First(row => (sum += train.Weight(row)) >= share * total || row == order[^1])];
            }
        """;

    private static string Rule(string title, string answer) => $"""
            /// <summary>{title}</summary>
            private static double[] Answer(Features train, int classes) => {answer};
        """;
}
