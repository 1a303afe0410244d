using Trestle.Learners.Baseline;
using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Learners;

/// <summary>The baseline that answers with its first feature.</summary>
internal sealed class ColumnTemplate : ICodeTemplate
{
    /// <inheritdoc/>
    public string Name => ColumnLearner.LearnerName;

    /// <inheritdoc/>
    public IEnumerable<CodeFile> Files(CodePlan plan) => [new("Model.cs", """
        using System.Text.Json;

        namespace Training;

        /// <summary>A model whose answer is its first feature, or the mean of the labels where that has no value.</summary>
        internal sealed class Model : IDisposable
        {
            /// <summary>It has no rounds of learning.</summary>
            public const int BestRounds = 1;

            private readonly string[] names;
            private readonly double otherwise;

            private Model(string[] names, double otherwise)
            {
                this.names = names;
                this.otherwise = otherwise;
            }

            public int Rounds { get; } = BestRounds;

            /// <summary>Learns the mean of the labels of the training rows.</summary>
            public static Model Train(Features train, Features? valid, Options options) => new(
                train.Names, train.Labels.Select((label, row) => train.Weight(row) * label).Sum() / train.Total);

            /// <summary>The scores of all rows.</summary>
            public double[] Score(Features rows) => [.. Enumerable.Range(0, rows.Rows).Select(
                row => rows.Count > 0 && double.IsFinite(rows.Row(row)[0]) ? rows.Row(row)[0] : otherwise)];

            /// <summary>Writes the model as JSON.</summary>
            public void Save(string file) => File.WriteAllText(
                file, JsonSerializer.Serialize(new { format = "trestle-column-1", features = names, otherwise }));

            public void Dispose()
            {
            }
        }
        """)];
}
