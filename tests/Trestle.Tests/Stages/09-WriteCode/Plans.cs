using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.WriteCode.Code;

namespace Trestle.Tests.Stages.WriteCode;

/// <summary>Models as stage 9 is told to write them.</summary>
internal static class Plans
{
    /// <summary>Trees for two classes, on codes of categories.</summary>
    public static CodePlan Binary { get; } = new()
    {
        Name = "churn-lightgbm",
        Run = 3,
        Candidate = "lightgbm",
        Learner = "lightgbm",
        Task = TaskKind.Binary,
        Classes = ["No", "Yes"],
        Target = "churn",
        Columns = [Number("tenure"), Text("contract"), new CuratedColumn("since", ColumnType.Date, ColumnKind.Number)],
        Private = ["tenure"],
        Steps =
        [
            new PlannedStep(new DateParts { Columns = ["since"] }, "what recurs is in the parts of a date"),
            new PlannedStep(new Keep { Columns = ["tenure", "contract"] }, "what stage 7 has kept"),
            new PlannedStep(new OrdinalEncode { Columns = ["contract"] }, "the learner splits on category codes"),
        ],
        Categories = ["contract"],
        Parameters = new Dictionary<string, double> { ["learning_rate"] = 0.05, ["num_leaves"] = 31, ["bagging_fraction"] = 0.9 },
        Rounds = 120,
        Seed = 42,
        Threshold = 0.31,
        TrainRows = 800,
        TestRows = 200,
    };

    /// <summary>A linear model for three classes, on scaled numbers and one-hot columns; names as hostile as they come.</summary>
    public static CodePlan Multiclass { get; } = Binary with
    {
        Name = "irises-linear",
        Candidate = "linear",
        Learner = "linear",
        Task = TaskKind.Multiclass,
        Classes = ["a \"b\"", "{c}", "d\n\\"],
        Target = "kind",
        Columns = [Number("size"), Text("a, \"b\"\n{c}")],
        Private = [],
        Steps =
        [
            new PlannedStep(new Impute { Strategy = ImputeStrategy.Median, Indicator = true }, "the learner needs\nevery number"),
            new PlannedStep(new StandardScale(), "one scale"),
            new PlannedStep(new OneHot { MaxCategories = 40 }, "few categories"),
            new PlannedStep(new TargetEncode { Classes = 3 }, "many categories"),
        ],
        Categories = [],
        Parameters = new Dictionary<string, double> { ["l2"] = 0.25 },
        Rounds = 1,
        Threshold = 0.5,
    };

    /// <summary>Trees for a value, and every step that the other two do not have.</summary>
    public static CodePlan Regression { get; } = Binary with
    {
        Name = "trips-lightgbm",
        Task = TaskKind.Regression,
        Classes = [],
        Target = "trips",
        Columns = [Number("size"), Text("city")],
        Private = [],
        Steps =
        [
            new PlannedStep(new Drop { Columns = ["id"] }, "set aside"),
            new PlannedStep(new Branch { Columns = ["city"], Prefix = "copy/" }, "a copy"),
            new PlannedStep(new Trim { FoldInner = true }, "tidy"),
            new PlannedStep(new CaseFold { Columns = ["city"] }, "tidy"),
            new PlannedStep(new NullTokens { Columns = ["city", "size"], Tokens = ["n/a"], Numbers = [-999, 0.5] }, "no value"),
            new PlannedStep(
                new ParseNumber { Columns = ["copy/city"], DecimalMark = ',', Affixes = new Dictionary<string, double> { ["%"] = 0.01 } },
                "numbers"),
            new PlannedStep(new ParseBoolean(), "truths"),
            new PlannedStep(new ParseDate { Formats = ["yyyy-MM-dd"] }, "moments"),
            new PlannedStep(new Impute { Strategy = ImputeStrategy.Constant, Constant = "7" }, "a constant"),
            new PlannedStep(new Clip { High = null }, "bounds"),
            new PlannedStep(new RobustScale(), "a range"),
            new PlannedStep(new FrequencyEncode { KeepSource = true }, "a share"),
        ],
        Categories = [],
        Threshold = 0.5,
    };

    private static CuratedColumn Number(string name) => new(name, ColumnType.Number, ColumnKind.Number);

    private static CuratedColumn Text(string name) => new(name, ColumnType.Text, ColumnKind.Text);
}
