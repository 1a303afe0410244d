namespace Trestle.Stages.WriteCode.Program;

/// <summary>The file with the steps from the columns to the features.</summary>
internal static class PrepareFile
{
    /// <summary>The file.</summary>
    public static CodeFile Of(CodePlan plan) => new("Prepare.cs", $$"""
        using Training.Steps;

        namespace Training;

        /// <summary>From the columns of the data to the features of the model. Steps may be changed, added and left out.</summary>
        internal static class Prepare
        {
            /// <summary>Features whose numbers are codes of categories.</summary>
        {{Literal.Wrapped("    public static readonly string[] Categories = [", Literal.Texts(plan.Categories), "];", newLine: true)}}

            /// <summary>Learns each step from the training rows and applies it to both parts.</summary>
            public static (Table Train, Table Test) Run(Table train, Table test)
            {
                IStep[] steps =
                [
        {{string.Join('\n', plan.Steps.Select(Step))}}
                ];
                foreach (var step in steps)
                {
                    step.Learn(train);
                    (train, test) = (step.ApplyToTraining(train), step.Apply(test));
                }

                return (train, test);
            }
        }
        """);

    private static string Step(CodeStep step) =>
        $"            {Literal.Comment(step.Reason)}\n" +
        Literal.Wrapped($"            new {step.Step.GetType().Name}(", CodeTemplateCatalog.Of(step.Step).Call(step), "),");
}
