using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Server;

/// <summary>Problems with the options of the server and with requests.</summary>
internal static class ServerErrors
{
    private const string Request = "the request";

    public static Problem BadOption(string option, string expected) => new(
        "TR0130", $"the option {option} is not valid", expected, "command line", "see --help");

    public static Problem CannotListen(string address, string reason) => new(
        "TR0131", $"cannot listen on {address}: {reason}", "an address of this machine and a free port", address,
        "use another address with --host or --port");

    public static Problem NoSuchPath() => new(
        "TR0132", "there is nothing at this path", "a path listed at /reference", "path", "correct the path");

    public static Problem WrongMethod() => new(
        "TR0133", "this path does not support this method", "a method listed at /reference", "method", "correct the method");

    public static Problem NotSignedIn() => new(
        "TR0134", "the request has no valid key", "a key in the header Authorization: Bearer, or a session", "header Authorization",
        "create a key: trestle keys create NAME --role viewer");

    public static Problem NotAllowed(string needed) => new(
        "TR0135", "the key's role does not allow this", $"the role {needed}, or one above it", "header Authorization",
        $"use a key of role {needed}, or ask someone who has one");

    public static Problem TooMany() => new(
        "TR0136", "too many requests", "fewer requests; see the header Retry-After", Request, "wait, then retry");

    public static Problem TooLarge() => new(
        "TR0137", "the body is too large", "a smaller body", "body", "send less data per request");

    public static Problem Malformed() => new(
        "TR0138", "the request cannot be read", "a complete request in the format shown at /reference", Request, "correct it");

    public static Problem Fault(string id) => new(
        "TR0139", "the server failed: this is a bug in Trestle", "no failure here", Request,
        $"report it with the log entries of the server for {id}");

    public static Problem BadName(string what) => new(
        "TR0140", $"the {what} is not a valid name", "1 to 100 letters, digits, '.', '_' and '-', starting with a letter or digit", "path",
        "correct the name");

    public static Problem NoRun(string asked) => new(
        "TR0141", $"there is no run '{asked}'", "the number of an existing run, or last", "path", "list them: GET /api/v1/runs");

    public static Problem NothingWritten(int run, string what) => new(
        "TR0142", $"run {run} has no output of '{what}'", "a finished stage and one of its outputs", "path",
        $"see what there is: GET /api/v1/runs/{run}");

    public static Problem NoCandidate(string candidate, IReadOnlyCollection<string> known) => new(
        "TR0143", $"there is no candidate '{candidate}'", "a candidate of the run", "path", Nearest.Advice(candidate, known));

    public static Problem NotUnderWay(int run) => new(
        "TR0144", $"run {run} is not running on a server", "a run that is running on a server", $"run {run}",
        "if it runs in a terminal, press Ctrl-C there");

    public static Problem QueueFull(int most) => new(
        "TR0145", $"{most} runs are already queued", "fewer queued runs", "the queue", "wait until some have finished, or cancel them");

    public static Problem TokenUsed() => new(
        "TR0146", "the one-time token is not valid, or no longer valid",
        "an unused token that the server printed at startup, less than an hour old", "the address",
        "sign in with a key, or restart the server for a new token");

    public static Problem Forged() => new(
        "TR0147", "the request lacks the session's antiforgery token",
        "the token of GET /api/v1/session in the header X-Trestle-Antiforgery", "header X-Trestle-Antiforgery",
        "send it, or use a key instead of the session");

    public static Problem WrongType() => new(
        "TR0148", "the content type is missing or not supported", "application/json", "header Content-Type",
        "set the content type of the body");

    public static Problem TooSlow() => new(
        "TR0149", "the request took too long", "a request that completes within the time limit", Request,
        "request less data, or retry when the machine is less busy");

    public static Problem NoOrder(string order) => new(
        "TR0151", $"no queued run has the id '{order}'", "an id listed by GET /api/v1/runs/queue", "path",
        "check the queue again: the run may have started or ended");

    public static Problem BadCron(string expression, string why) => new(
        "TR0153", $"the schedule '{expression}': {why}",
        "five fields: minute, hour, day of the month, month, day of the week, such as 0 3 * * *", "schedule", "correct it");

    public static Problem NothingDeployed(string name, Stoppage? stopped = null) => new(
        "TR0154", stopped is null ? $"no version of '{name}' is deployed" : $"'{name}' is stopped: {stopped.Reason}",
        "a deployment that answers", "the gateway",
        stopped is null ? "deploy one: trestle deploy, or the Deployments page" : "start it: trestle start, or the Deployments page");

    public static Problem HostSilent() => new(
        "TR0155", "the scoring host does not answer", "a host that answers", "the gateway",
        "check its state: GET /api/v1/deployments; the host is restarted automatically");

    public static Problem NoAlert() => new(
        "TR0156", "no alert can be changed in this way", "an open or acknowledged alert", "the alerts",
        "check the alerts: GET /api/v1/monitoring/alerts");

    public static Problem LongReason(int most) => new(
        "TR0157", "the reason is too long", $"at most {most} characters", "reason", "shorten it");

    public static Problem NotTheChampion(string alias) => new(
        "TR0158", $"deploy is set for the alias '{alias}'", "deploy only with the alias champion, which follows the live version", "deploy",
        "send it without deploy, or deploy the version by POST /api/v1/deployments");

    public static Problem NotTrained(string run, string how) => new(
        "TR0160", $"the training of {run} registered no version: {how}", "a run that ends with a registered version",
        "stage 22, retrain-or-retire", "see the page of the run; the champion is kept, and the policy may request another training");

    public static Problem NotCompared() => new(
        "TR0161", "the values of this column are not compared", "a column of the requests, or a score, that is not private", "the monitor",
        "see the signals of the version for the columns that are");

    public static Problem QuotaSpent() => new(
        "TR0162", "the key has no requests left", "fewer requests; see the header Retry-After", "header Authorization", "wait, then retry");

    public static Problem KeyIsLimited() => new(
        "TR0163", "the key is only for predictions of certain deployments", "a key without that limit, or for this deployment",
        "header Authorization", "use another key, or ask someone who has one");

    public static Problem IssuerSilent() => new(
        "TR0164", "the issuer of tokens does not answer", "an issuer that answers", "security.oidc.issuer",
        "send the request again in a moment, or use a key");

    public static Problem UnknownParameter(string name, IReadOnlyList<string> known) => new(
        "TR0165", $"the query parameter '{Shown(name)}' is unknown",
        known.Count == 0 ? "no query parameters" : $"only {string.Join(", ", known)}", "query",
        known.Count == 0 ? "remove it" : Nearest.Advice(name, known));

    public static Problem UnknownMember(string name, string place, IReadOnlyList<string> known) => new(
        "TR0166", $"the member '{Shown(name)}' is unknown", $"only {string.Join(", ", known)}", Shown(place), Nearest.Advice(name, known));

    public static Problem GivenTwice(string name, string place) => new(
        "TR0167", $"'{Shown(name)}' is given twice", "each parameter and each member once", Shown(place), "remove one of them");

    public static Problem NoSuchWord(string word, string place, IReadOnlyList<string> words) => new(
        "TR0168", word.Length == 0 ? "the value is not one of the words" : $"'{Shown(word)}' is not one of the words",
        string.Join(", ", words), Shown(place), Nearest.Advice(word, words));

    private static string Shown(string text) => Format.Cut(Format.Plain(text), 80);
}
