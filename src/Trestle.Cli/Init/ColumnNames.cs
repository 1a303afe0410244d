using Trestle.Core.Texts;

namespace Trestle.Cli.Init;

/// <summary>What the name of a column says, in the words that people use for it.</summary>
internal static class ColumnNames
{
    private static readonly HashSet<string> Identifiers = new(
        ["id", "ids", "key", "uuid", "guid", "identifier", "code", "no", "nr", "num", "number", "nummer", "ref", "reference", "sk", "pk"],
        StringComparer.Ordinal);

    /// <summary>Words that end in "id" and mean no identifier.</summary>
    private static readonly string[] NoIdentifiers =
        ["paid", "unpaid", "prepaid", "repaid", "said", "valid", "invalid", "grid", "solid", "liquid", "fluid", "acid", "rapid",
            "humid", "covid", "void", "avoid", "bid", "mid", "kid", "hybrid", "android", "aid", "raid", "maid", "plaid", "rid", "lipid",
            "steroid", "thyroid"];

    private static readonly HashSet<string> Entities = new(
        [
            "patient", "customer", "client", "user", "person", "subject", "member", "household", "machine", "device", "sensor",
            "vehicle", "engine", "store", "shop", "account", "student", "pupil", "employee", "player", "session", "animal", "farm",
            "participant", "respondent", "donor", "tenant", "borrower", "driver", "turbine", "pump", "asset", "hospital", "provider",
            "unit", "individual", "owner", "family", "cust", "kunde", "kunden", "patientin", "maschine", "gerät", "haushalt", "cliente",
            "paciente",
        ], StringComparer.Ordinal);

    private static readonly HashSet<string> Numbering = new(
        ["", "unnamed", "index", "idx", "rownum", "rownumber", "rowid", "row", "rn", "instant", "seq", "sequence", "serial", "line",
            "obs", "x1"],
        StringComparer.Ordinal);

    private static readonly HashSet<string> Times = new(
        ["date", "datetime", "year", "time", "timestamp", "ts", "epoch", "unixtime", "step", "tick", "cycle", "cycles", "period", "day",
            "days", "week", "month", "hour", "t"],
        StringComparer.Ordinal);

    private static readonly HashSet<string> Outcomes = new(
        [
            "closed", "close", "closing", "end", "ended", "ending", "finish", "finished", "outcome", "result", "resolved", "paid",
            "payment", "pymnt", "settled", "left", "leave", "leaving", "exit", "exited", "quit", "death", "died", "deceased",
            "delivered", "received", "approved", "approval", "rejected", "rejection", "decision", "decided", "default", "defaulted",
            "chargeoff", "chargedoff", "repaid", "dropoff", "checkout", "status", "lost", "won", "failed", "failure", "repaired",
            "fixed", "stop", "stopped", "ende", "bezahlt", "geschlossen", "austritt", "fin", "cierre", "cerrado",
        ], StringComparer.Ordinal);

    private static readonly string[] OutcomeStems =
        ["cancel", "terminat", "discharg", "complet", "resol", "return", "churn", "refund", "gekündigt", "kündig", "kuendig", "storn",
            "clôtur", "clotur", "annul", "closur", "settle"];

    private static readonly string[] PeriodWords = ["week", "weekly", "month", "period", "quarter", "year", "fiscal"];

    /// <summary>The words of a name in lower case: "arrivalDate_year" has arrival, date and year.</summary>
    public static string[] Words(string name) => NameWords.Of(name);

    /// <summary>Whether a name says that values name something.</summary>
    public static bool IsIdentifier(string name) => Words(name) is { Length: > 0 } words
        && (Identifiers.Contains(words[^1]) || (words[0] is "id" or "uuid" && words.Length > 1)
            || (words[^1].Length > 3 && words[^1].EndsWith("id", StringComparison.Ordinal) && !NoIdentifiers.Contains(words[^1])));

    /// <summary>Whether a name says that rows with the same value are about the same person or thing.</summary>
    public static bool IsEntity(string name)
    {
        var words = Words(name);
        return words.Any(word => Entities.Contains(word) || (word.EndsWith("id", StringComparison.Ordinal)
            && Entities.Contains(word[..^2])))
            && words.All(word => Entities.Contains(word) || Identifiers.Contains(word) || word.EndsWith("id", StringComparison.Ordinal));
    }

    /// <summary>Whether a name is that of a code for a place, which many persons or things share.</summary>
    public static bool IsPlace(string name) => Words(name)
        .Any(word => word is "zip" or "zipcode" or "postal" or "postcode" or "plz" or "country"
        or "region" or "state" or "county" or "city" or "location");

    /// <summary>Whether a name is that of a numbering of rows, such as the index column of a data frame.</summary>
    public static bool IsNumbering(string name) =>
        Words(name) is { Length: < 3 } words && (words.Length == 0
            || Numbering.Contains(string.Concat(words.Where(word => !char.IsDigit(word[0])))));

    /// <summary>Whether a name says that a number is a time.</summary>
    public static bool IsTime(string name) => Words(name) is { Length: > 0 } words && Times.Contains(words[^1]);

    /// <summary>
    /// Why a date with this name should not order the rows; null when the name does not speak against it. A date of the outcome is not
    /// known when a prediction is made.
    /// </summary>
    public static string? AgainstTime(string name)
    {
        var words = Words(name);
        if (words.Any(word => word is "birth" or "dob" or "born" or "birthday" or "birthdate" or "geburtsdatum" or "geburt"))
        {
            return "it is a date of birth";
        }

        if (words.Any(word => word is "last" or "latest" or "updated" or "update" or "modified" or "changed" or "edited" or "lastmod"))
        {
            return "it is named like the date of the latest change, which may come after the outcome";
        }

        if (words.Any(word => word is "due" or "expiry" or "expires" or "expired" or "expiration" or "maturity" or "until" or "deadline"))
        {
            return "it is named like a date that lies ahead";
        }

        var isPeriod = words.Any(PeriodWords.Contains);
        return !isPeriod && words.FirstOrDefault(word => Outcomes.Contains(word)
                || OutcomeStems.Any(stem => word.StartsWith(stem, StringComparison.Ordinal))) is { } found
            ? $"'{found}' in its name says that it is the date of an outcome, which is not known when a prediction is made"
            : null;
    }

    /// <summary>Whether a date is when someone joined, which precedes many rows.</summary>
    public static bool IsJoining(string name) => Words(name).Any(word => word is "since" or "joined" or "join" or "signup" or "registered"
        or "registration" or "hire" or "hired" or "member" or "first" or "enrolled" or "founded" or "built");
}
