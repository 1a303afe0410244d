namespace Trestle.Cli.Simulations;

/// <summary>Why a life cannot be replayed.</summary>
internal static class SimulationErrors
{
    public static Problem NoTime() => new(
        "TR0171", "the project has no time column", "a column that tells when each row happened, to replay the rows in that order", "trestle.yaml", "name it, such as time: date");

    public static Problem NoDates(string column) => new(
        "TR0172", $"the time column '{column}' does not hold dates", "dates, so that days can be replayed", "trestle.yaml, time", "name a column with dates");

    public static Problem NoStart(DateOnly from, int before, int after, int least) => new(
        "TR0173",
        $"there are {before} rows before {from:yyyy-MM-dd} and {after} from then on",
        $"at least {least} rows to train on before the first day, and some from then on",
        "--from",
        "begin on another day");

    public static Problem NoTrigger() => new(
        "TR0174",
        "nothing would ever ask for a new training",
        "a trigger: drift, performance, new-rows or schedule",
        "trestle.yaml, retrain-or-retire.when",
        "name one, such as retrain-or-retire: { when: { drift-windows: 2 }, then: compete }");

    public static Problem UnderWay(string folder) => new(
        "TR0175", "another life of this project is under way", "one at a time", folder, "wait for it, or end it with Ctrl-C where it runs");

    public static Problem NoAddress(string deployment) => new(
        "TR0176", $"nothing answers for {deployment}", "a scoring host", "the replay", "see the log in the deployment's folder");

    public static Problem WrongDay(string text) => new(
        "TR0177", $"'{text}' is no day", "a day such as 2014-01-01", "--from", "correct it");
}
