using Trestle.Stages.WriteCode.Code;
using Trestle.Stages.WriteCode.Learners;

namespace Trestle.Stages.WriteCode.Program;

/// <summary>The page that explains what a program is and what to edit.</summary>
internal static class Readme
{
    /// <summary>The page.</summary>
    public static CodeFile Of(CodePlan plan) => new("README.md", $"""
        # {plan.Name}
        A program that trains and evaluates the model `{plan.Candidate}` ({plan.Learner}) of run {plan.Run}. It predicts `{plan.Target}`.
        It needs the .NET SDK 10 and {Packages(plan)}. Trestle need not be installed.

            dotnet run -c Release

        reads `data/train.csv` ({plan.TrainRows} rows) and `data/test.csv` ({plan.TestRows} rows), learns, predicts the test
        part into `predictions.csv` and measures it into
        `metrics.csv`. {Tolerance(plan)}

        This is the model that the figures are from. The run then fits the same configuration once more, on the rows of both files, and
        serves that model (`refit: all`); this program leaves that last step out.

        ## What to edit
        | file | what |
        |---|---|
        | `Prepare.cs` | the steps from columns to features: change, add or leave out steps |
        | `Model.cs` | the model and its parameters |
        | `Data.cs` | the columns that are read, the classes, the seed |
        | `Program.cs` | what is predicted and measured{Cut(plan.Task)} |
        | `Fit.cs` | how Trestle runs the program when it competes |
        | `Trestle/` | copies of Trestle's {Copied(plan)}, with their licence; `Prepare.cs` can use any of `Trestle/Rows/Steps` |

        ## The data
        Exported from the curated table: `__row` is the row's number in the source, `__fold` the fold that it belongs to
        (the rows of a fold are consecutive), `__label` what is to be
        predicted{(plan.Task == TaskKind.Regression ? "" : " as the number of its class")}{Weights(plan)}.
        Empty fields are missing values; dates are UTC.
        {Privacy(plan)}

        ## To let it compete
        Name the folder in `trestle.yaml`, and the next run measures the program on the same folds as every other candidate:

            propose-candidates:
              code: [{plan.Name}]

        Trestle then prepares the features itself, as it will when it serves the model, and runs `fit` (see `Fit.cs`): features go in,
        a model goes out as data. So what counts there is
        `Model.cs`; `Prepare.cs` counts for `dotnet run` alone.
        """);

    private static string Weights(CodePlan plan) =>
        plan.Weights is null ? "" : $", and `__weight` how much the row counts (`{plan.Weights}`)";

    private static string Packages(CodePlan plan) =>
        plan.Learner == "lightgbm" ? "the package LightGBM (native; on Linux also libgomp)" : "no package";

    private static string Copied(CodePlan plan) =>
        CodeTemplateCatalog.Of(plan.Learner) is CopiedTemplate ? "row steps, metrics and learner" : "row steps and metrics";

    private static string Cut(TaskKind task) => task == TaskKind.Binary
        ? "; classes are decided at the threshold in `Data.cs`, as in stage 12 and in service"
        : "";

    private static string Tolerance(CodePlan plan) => plan.Learner switch
    {
        "linear" => "Both agree with the run to 1e-9: a shorter program finds the same minimum.",
        _ => "Both equal those of the run, bit for bit.",
    };

    private static string Privacy(CodePlan plan) => plan.Private.Count == 0
        ? "It holds the values of every row: treat it like the source."
        : "It holds the values of every row, **those of private columns too** "
            + $"({string.Join(", ", plan.Private.Select(name => $"`{name}`"))}): treat it like the source, "
            + "and keep it out of version control.";
}
