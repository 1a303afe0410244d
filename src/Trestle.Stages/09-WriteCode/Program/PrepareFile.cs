using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.WriteCode.Code;

namespace Trestle.Stages.WriteCode.Program;

/// <summary>The file with the steps from the columns to the features.</summary>
internal static class PrepareFile
{
    /// <summary>The file.</summary>
    public static CodeFile Of(CodePlan plan) => new("Prepare.cs", $$"""
        using Trestle.Rows.Blocks;
        using Trestle.Rows.Plans;
        using Trestle.Rows.Steps;

        namespace Training;

        /// <summary>
        /// From the columns of the data to the features of the model. Steps may be changed, added and removed; all available ones are
        /// in Trestle/Rows/Steps.
        /// </summary>
        internal static class Prepare
        {
            /// <summary>Features whose numbers are category codes.</summary>
        {{Literal.Wrapped("    public static readonly string[] Categories = [", Literal.Texts(plan.Categories), "];", newLine: true)}}

            /// <summary>The steps, in order; omitted settings have their defaults.</summary>
            private static readonly RowPlan Plan = new(
            [
        {{string.Join('\n', plan.Steps.Select(Step))}}
            ]);

            /// <summary>Learns the steps from the training rows and applies them to both parts.</summary>
            public static (RowBlock Train, RowBlock Test) Run(RowBlock train, RowBlock test)
            {
                var source = Table.ByFold(train);
                var fitted = Plan.Fit(source, [FoldSet.Of(source.Folds)], CancellationToken.None)[0];
                RowBlock[] learned = [.. source.Folds.SelectMany(Learned)];
                return (RowBlock.Join(learned[0].Schema, learned), fitted.Plan.Bind(test.Schema).Apply(test));

                // Where a step learns from the label, the rows of a fold go through it as learned from the other folds.
                IEnumerable<RowBlock> Learned(int fold)
                {
                    var plan = fitted.Training[fold].Bind(source.Schema);
                    return source.Scan(fold, CancellationToken.None).Select(plan.Apply);
                }
            }
        }
        """);

    private static string Step(PlannedStep step) => $"        {Literal.Comment(step.Reason)}\n{Initialiser.Item("        ", step.Step)}";
}
