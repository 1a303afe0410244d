namespace Trestle.Cli.Simulations;

/// <summary>Why a simulation cannot run.</summary>
internal static class SimulationErrors
{
    public static Problem NoTime() => new(
        "TR0171", "the project has no time column", "a column with the time of each row, to replay the rows in order", "trestle.yaml",
        "set it, for example time: date");

    public static Problem NoDates(string column) => new(
        "TR0172", $"the time column '{column}' does not hold dates", "dates, to replay day by day", "trestle.yaml, time",
        "use a column with dates");

    public static Problem NoStart(DateOnly from, int before, int after, int least) => new(
        "TR0173",
        $"there are {before} rows before {from:yyyy-MM-dd} and {after} from then on",
        $"at least {least} rows to train on before the first day, and some from then on",
        "--from",
        "start on another day");

    public static Problem NoTrigger() => new(
        "TR0174",
        "no trigger for a new training is set",
        "a trigger: drift, performance, new-rows or schedule",
        "trestle.yaml, retrain-or-retire.when",
        "set one, for example retrain-or-retire: { when: { drift-windows: 2 }, then: compete }");

    public static Problem UnderWay(string folder) => new(
        "TR0175", "another simulation of this project is running", "one at a time", folder,
        "wait for it, or stop it with Ctrl-C where it runs");

    public static Problem NoAddress(string deployment) => new(
        "TR0176", $"nothing answers for {deployment}", "a scoring host", "the replay", "see the log in the deployment's folder");

    public static Problem WrongDay(string text) => new(
        "TR0177", $"'{text}' is not a valid date", "a date such as 2014-01-01", "--from", "correct it");

    public static Problem MadeTarget() => new(
        "TR0178", "the target is made by the configuration (label)", "a source with the target, to replay its rows with their labels",
        "trestle.yaml, label", "write the target into the source, or replay a project whose source has it");
}
