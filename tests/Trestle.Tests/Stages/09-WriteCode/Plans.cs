using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.WriteCode;

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
            new CodeStep("what recurs is in the parts of a date", new DateParts { Columns = ["since"] }, new FittedDateParts(["since"], [DatePart.Year, DatePart.DayOfWeek], false)),
            new CodeStep("what stage 7 has kept", new Keep { Columns = ["tenure", "contract"] }, new FittedKeep(["tenure", "contract", "since.year", "since.day-of-week"])),
            new CodeStep("the learner splits on categories by their codes", new OrdinalEncode { Columns = ["contract"] }, new FittedOrdinalEncode([new OrdinalColumn("contract", ["a"])], UnseenAs.Missing)),
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
            new CodeStep("the learner needs\nevery number", new Impute { Strategy = ImputeStrategy.Median, Indicator = true }, new FittedImpute([new FilledNumber("size", 1)], [], true)),
            new CodeStep("one scale", new StandardScale(), new FittedStandardScale([new Scaling("size", 0, 1)])),
            new CodeStep("few categories", new OneHot { MaxCategories = 40 }, new FittedOneHot([new OneHotColumn("a, \"b\"\n{c}", ["x"], false, false)])),
            new CodeStep("many categories", new TargetEncode { Classes = 3 }, new FittedTargetEncode([new TargetColumn("city", [], [])], false)),
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
            new CodeStep("set aside", new Drop(), new FittedDrop(["id"])),
            new CodeStep("a copy", new Branch(), new FittedBranch("copy/", [new Column("city", ColumnKind.Text)], [])),
            new CodeStep("tidy", new Trim(), new FittedTrim(["city"], true)),
            new CodeStep("tidy", new CaseFold(), new FittedCaseFold(["city"])),
            new CodeStep("no value", new NullTokens(), new FittedNullTokens(["city", "size"], ["n/a"], [-999, 0.5])),
            new CodeStep("numbers", new ParseNumber(), new FittedParseNumber(["copy/city"], ',')),
            new CodeStep("truths", new ParseBoolean(), new FittedParseBoolean(["copy/city"])),
            new CodeStep("moments", new ParseDate(), new FittedParseDate(["copy/city"], ["yyyy-MM-dd"])),
            new CodeStep("a constant", new Impute { Strategy = ImputeStrategy.Constant, Constant = "7" }, new FittedImpute([new FilledNumber("size", 7)], [new FilledText("city", "7")], false)),
            new CodeStep("bounds", new Clip { High = null }, new FittedClip([new Clipped("size", 1, null)])),
            new CodeStep("a range", new RobustScale(), new FittedRobustScale([new Scaling("size", 0, 1)])),
            new CodeStep("a share", new FrequencyEncode { KeepSource = true }, new FittedFrequencyEncode([new FrequencyColumn("city", [], [])], true)),
        ],
        Categories = [],
        Threshold = 0.5,
    };

    private static CuratedColumn Number(string name) => new(name, ColumnType.Number, ColumnKind.Number);

    private static CuratedColumn Text(string name) => new(name, ColumnType.Text, ColumnKind.Text);
}
