using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Learners;

/// <summary>
/// A learner that is all Trestle's own: the program learns with a copy of its sources, so that the model is the same, byte for byte, and
/// every part of the method can be changed.
/// </summary>
/// <param name="name">Name of the learner.</param>
/// <param name="folder">Folder of its sources below <c>Trestle/Learners</c>, which is also their namespace.</param>
/// <param name="type">Its class.</param>
internal sealed class CopiedTemplate(string name, string folder, string type) : ICodeTemplate
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<CodeFile> Files(CodePlan plan) => [Model(plan), .. TrestleSources.Learners];

    private CodeFile Model(CodePlan plan) => new("Model.cs", $$"""
        using Trestle.Core.Schema;
        using Trestle.Learners;
        using Trestle.Learners.{{folder}};
        using Trestle.Rows.Blocks;

        namespace Training;

        /// <summary>{{LearnerCatalog.Get(name).Title}}: the sources are in Trestle/Learners/{{folder}}, and can be changed.</summary>
        internal sealed class Model : IDisposable
        {
            /// <summary>The number of rounds that was best in cross-validation; 1 for a model without rounds.</summary>
            public const int BestRounds = {{plan.Rounds}};

            /// <summary>How it is learned: change it here.</summary>
            private static readonly Parameters Parameters = new(new Dictionary<string, double>
            {
        {{Parameters(plan)}}
            });

            private readonly IModel model;

            private Model(IModel model, int rounds) => (this.model, Rounds) = (model.AtRounds(rounds), rounds);

            /// <summary>Rounds of learning that count.</summary>
            public int Rounds { get; }

            /// <summary>
            /// Learns from the training rows; validation rows, if there are any and no rounds are given, decide when to stop.
            /// </summary>
            public static Model Train(Features train, Features? valid, Options options)
            {
                ILearner learner = new {{type}}();
                using var learning = learner.Begin(
                    Set(train, options),
                    valid is null ? null : Set(valid, options),
                    new LearningOptions(options.Seed, options.Threads) { Objective = {{Objective(plan)}} });
                var parameters = options.Rounds is { } rounds ? learner.WithRounds(Parameters, rounds) : Parameters;
                var learned = learning.Fit(parameters, CancellationToken.None);
                return new Model(learned.Model, learned.Rounds);
            }

            /// <summary>The scores of all rows, row by row.</summary>
            public double[] Score(Features rows)
            {
                var scores = new double[rows.Rows * model.Outputs];
                model.Score(Block(rows), scores);
                return scores;
            }

            /// <summary>Writes the model as Trestle reads it.</summary>
            public void Save(string file) => File.WriteAllBytes(file, model.Save());

            public void Dispose()
            {
            }

            private static TrainingSet Set(Features rows, Options options)
            {
                var block = Block(rows);
                return new TrainingSet
                {
                    Features = block.Schema,
                    Blocks = [block],
                    Labels = rows.Labels,
                    Weights = rows.Weights,
                    Task = TaskKind.{{plan.Task}},
                    Classes = options.Classes,
                    Categories = [.. rows.Categories.Select(feature => rows.Names[feature])],
                };
            }

            /// <summary>The features, column by column.</summary>
            private static RowBlock Block(Features rows)
            {
                var columns = new double[rows.Count][];
                for (var feature = 0; feature < columns.Length; feature++)
                {
                    columns[feature] = new double[rows.Rows];
                    for (var row = 0; row < rows.Rows; row++)
                    {
                        columns[feature][row] = rows.Row(row)[feature];
                    }
                }

                return new RowBlock(new RowSchema(rows.Names.Select(name => new Column(name, ColumnKind.Number))), rows.Rows, columns);
            }
        }
        """);

    private static string Parameters(CodePlan plan) => string.Join('\n', plan.Parameters
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => $"        [{Literal.Text(entry.Key)}] = {Literal.Number(entry.Value)},"));

    private static string Objective(CodePlan plan) =>
        $"new Objective({Literal.Text(plan.Objective.Metric)}, LossKind.{plan.Objective.Loss}, {Literal.Number(plan.Objective.Parameter)})";
}
