namespace Trestle.Server;

/// <summary>What can be wrong with the server's options and with what it is asked.</summary>
internal static class ServerErrors
{
    private const string Request = "the request";

    public static Problem BadOption(string option, string expected) => new(
        "TR0130", $"the option {option} cannot be used", expected, "command line", "see --help");

    public static Problem CannotListen(string address, string reason) => new(
        "TR0131", $"cannot listen on {address}: {reason}", "an address of this machine and a free port", address, "name another with --host or --port");

    public static Problem NoSuchPath() => new(
        "TR0132", "there is nothing at this path", "a path of the reference at /reference", "path", "correct the path");

    public static Problem WrongMethod() => new(
        "TR0133", "this path does not take this method", "a method of the reference at /reference", "method", "correct the method");

    public static Problem NotSignedIn() => new(
        "TR0134", "the request brings no valid key", "a key in the header Authorization: Bearer, or a session", "header Authorization", "make a key: trestle keys create NAME --role viewer");

    public static Problem NotAllowed(string needed) => new(
        "TR0135", "the key's role does not allow this", $"the role {needed}, or one above it", "header Authorization", $"use a key of role {needed}, or ask somebody who has one");

    public static Problem TooMany() => new(
        "TR0136", "too many requests in too short a time", "fewer, as the header Retry-After says", Request, "wait, then send it again");

    public static Problem TooLarge() => new(
        "TR0137", "the body is too large", "a smaller body", "body", "send less at a time");

    public static Problem Malformed() => new(
        "TR0138", "the request cannot be read", "a whole request of the form that the reference at /reference shows", Request, "correct it");

    public static Problem Fault(string id) => new(
        "TR0139", "the server failed: this is a bug in Trestle", "that this cannot happen", Request, $"report it with what the server wrote to its log under {id}");

    public static Problem BadName(string what) => new(
        "TR0140", $"the {what} is no name", "1 to 100 letters, digits, '.', '_' and '-', a letter or digit first", "path", "correct the name");

    public static Problem NoRun(string asked) => new(
        "TR0141", $"there is no run '{asked}'", "the number of a run on record, or last", "path", "list them: GET /api/v1/runs");

    public static Problem NothingWritten(int run, string what) => new(
        "TR0142", $"run {run} has nothing of '{what}'", "a stage that has ended and what it writes", "path", $"see what there is: GET /api/v1/runs/{run}");

    public static Problem NoCandidate(string candidate, IReadOnlyCollection<string> known) => new(
        "TR0143", $"there is no candidate '{candidate}'", "a candidate of the run", "path", Nearest.Advice(candidate, known));

    public static Problem NotUnderWay(int run) => new(
        "TR0144", $"run {run} is not under way in a server", "a run that a server has begun and not ended", $"run {run}", "nothing; if a terminal runs it, press Ctrl-C there");

    public static Problem QueueFull(int most) => new(
        "TR0145", $"{most} runs are waiting already", "fewer", "the queue", "wait until some are done, or cancel them");

    public static Problem TokenUsed() => new(
        "TR0146", "the one-time token is not valid (any more)", "the token that the server printed when it started, for the first time and within the hour", "the address", "sign in with a key, or start the server again for a new token");

    public static Problem Forged() => new(
        "TR0147", "the request lacks the session's antiforgery token", "the token of GET /api/v1/session in the header X-Trestle-Antiforgery", "header X-Trestle-Antiforgery", "send it, or use a key instead of the session");

    public static Problem WrongType() => new(
        "TR0148", "the content type is missing or not understood", "application/json", "header Content-Type", "name the content type of the body");

    public static Problem TooSlow() => new(
        "TR0149", "the request took too long", "an answer in time", Request, "ask for less at a time, or try again when the machine has less to do");

    public static Problem NoOrder(string order) => new(
        "TR0151", $"no run with the order '{order}' is waiting", "an order of GET /api/v1/runs/queue", "path", "look at the queue again: it may have begun or ended");

    public static Problem BadCron(string expression, string why) => new(
        "TR0153", $"the schedule '{expression}': {why}", "five fields: minute, hour, day of the month, month, day of the week, such as 0 3 * * *", "schedule", "correct it");

    public static Problem NothingInService(string name) => new(
        "TR0154", $"no version of '{name}' is in service", "a deployment that answers", "the gateway", "deploy one: trestle deploy, or the page Deployments");

    public static Problem HostSilent() => new(
        "TR0155", "the scoring host does not answer", "a host that answers", "the gateway", "see how it stands: GET /api/v1/deployments; it is started again by itself");

    public static Problem NoAlert() => new(
        "TR0156", "there is no such alert that could be changed so", "an alert that is open, or acknowledged", "the alerts", "look again: GET /api/v1/monitoring/alerts");

    public static Problem LongReason(int most) => new(
        "TR0157", "the reason is too long", $"at most {most} characters", "reason", "say it in fewer words");

    public static Problem NotTheChampion(string alias) => new(
        "TR0158", $"deploy is set for the alias '{alias}'", "deploy with the alias champion only: that one follows what answers", "deploy",
        "send it without deploy, or deploy the version by POST /api/v1/deployments");

    public static Problem NotTrained(string run, string how) => new(
        "TR0160", $"the training of {run} gave no version: {how}", "a run that ends with a registered version", "stage 22, retrain-or-retire", "see the run's page; the champion stays, and the policy may ask again");

    public static Problem NotCompared() => new(
        "TR0161", "the values of this column are not compared", "a column of the requests, or a score, that is not private", "the monitor", "see the signals of the version for the columns that are");
}
