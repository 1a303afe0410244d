using Trestle.Rows.Keyed;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Curate;

/// <summary>What can go wrong when the table is curated.</summary>
internal static class CurateErrors
{
    private const int Examples = 3;
    private const int ShownLength = 40;

    public static Problem EmptyPart(string part) => new(
        "TR0501",
        $"no row of the {part} is left after cleaning",
        "rows in every part of the split",
        "stage 5, curate",
        "use fewer folds (split.folds), a larger test share (split.test) or more rows, or widen the filter (curate.filter)");

    public static Problem DerivedTaken(string name, string where) => new(
        "TR0560",
        $"there is already a column '{name}'",
        $"derived columns with names of their own, which do not begin with '{ReservedColumns.Prefix}'",
        where,
        "choose another name for the derived column");

    public static Problem Circle(IReadOnlyList<string> names, string where) => new(
        "TR0561",
        $"the derived columns {string.Join(", ", names.Select(name => $"'{name}'"))} are made from each other",
        "columns that can be computed one after the other",
        where,
        "make one of them from columns of the table alone");

    public static Problem Constant(string name, string where) => new(
        "TR0562",
        $"the derived column '{name}' is the same in all rows",
        "an expression that names a column",
        where,
        "name a column, without quotes or in double quotes; a text in single quotes is a text");

    public static Problem UnknownTable(string table, IReadOnlyCollection<string> tables, string where) => new(
        "TR0520", $"there is no table '{table}'", "a table under sources, other than the main one", where,
        tables.Count == 0 ? $"name it: sources: {{main: …, {table}: …}}" : Nearest.Advice(table, tables));

    public static Problem UnknownColumn(
        string setting, string column, string? table, IReadOnlyCollection<string> columns, string where) => new(
        "TR0521", $"{(table is null ? "the main table" : $"the table '{table}'")} has no column '{column}', which {setting} names",
        table is null ? "a column of the main table, other than the target" : "a column of the table that is not ignored", where,
        Nearest.Advice(column, columns));

    public static Problem OtherTypes(JoinPair pair, string table, string where) => new(
        "TR0522",
        $"'{pair.Main.Name}' of the main table is read as {Words(pair.Main)}, and '{pair.Table.Name}' of '{table}' as {Words(pair.Table)}",
        "columns of the same type", where,
        $"declare one of them: columns.{pair.Main.Name}.type, or sources.{table}.columns.{pair.Table.Name}.type");

    public static Problem OtherDigits(string table, IReadOnlyList<JoinKey> on, string? text, string where) => new(
        "TR0523",
        $"one of the columns {Keys(on)} holds numbers in one table, and in the other texts with other digits"
            + (text is null ? "" : $", such as '{text}'"),
        "keys that are written in one way", where,
        $"declare both as texts (columns.{on[0].Main}.type: text, sources.{table}.columns.{on[0].Table}.type: text) or both as numbers");

    public static Problem Multiplies(string table, IReadOnlyList<JoinKey> on, BuiltTable built, bool secret, string where) => new(
        "TR0524",
        $"the join would multiply rows: {Format.Count(built.AmbiguousKeys, "key")} of '{table}' have several rows that differ"
            + (secret ? "" : ", for example " + Format.Some(
                [.. built.Ambiguous.Select(key => $"'{Format.Cut(Format.Plain(key.Key), ShownLength)}' ({Format.Count(key.Rows, "row")})")],
                Examples)),
        $"one row for each {Keys(on)}", where,
        "add a column to on, join the latest row that was known (as-of, with the column that holds its time), or say which row to take "
            + "(take: first or last)");

    public static Problem NameTaken(string column, string table, string where) => new(
        "TR0525", $"a second column '{column}'", "columns with different names, which do not begin with '__'", where,
        $"set another prefix for the join of '{table}', or name the columns that you need");

    public static Problem NoTime(string table, string where) => new(
        "TR0526", $"as-of of '{table}', without a time in the main table", "the main table's column with the time of its rows", where,
        "name it: at: COLUMN, or time: COLUMN for the whole project");

    public static Problem OtherTimes(ColumnContract main, ColumnContract other, string table, string where) => new(
        "TR0527",
        $"'{main.Name}' of the main table is read as {Words(main)}, and '{other.Name}' of '{table}' as {Words(other)}",
        "two columns of dates, or two of numbers", where,
        $"name other columns, or declare how they are read: columns.{main.Name}.formats, sources.{table}.columns.{other.Name}.formats");

    public static Problem WithinNumbers(ColumnContract main, string where) => new(
        "TR0528", $"a length of time, and the times of '{main.Name}' are numbers", "times that are dates", where,
        "remove within or window, or join by columns with dates");

    public static Problem Contradiction(string table, string setting, string found, string needed, string where) => new(
        "TR0529", $"{found}, in the join of '{table}'", needed, where, $"correct or remove {setting}");

    public static Problem Unmatched(JoinReport join, string where) => new(
        "TR0530",
        string.Join("; ", JoinWords.Losses(join).Take(1)),
        "a match for every row (unmatched: refuse)", where,
        "complete the table, or set unmatched: missing or quarantine");

    public static Problem TooFew(JoinReport join, string where) => new(
        "TR0531",
        $"{JoinWords.Line(join)}; {string.Join("; ", JoinWords.Losses(join).Take(1))}",
        $"a match for at least {Format.Share(join.AtLeast)} of the rows (at-least)", where,
        "see whether the keys of both tables are written in the same way, complete the table, or lower at-least");

    public static Problem OfTexts(string name, KeyedAggregate what, string column, string table, string where) => new(
        "TR0532", $"{what.ToString().ToLowerInvariant()} of '{column}' of '{table}', which holds texts, for '{name}'",
        "a column of numbers or dates", where, "take count, last or distinct of it, or declare the column's type under sources");

    public static Problem HistoryContradiction(string setting, string found, string needed, string where) => new(
        "TR0533", $"{found}, in the history of the main table", needed, where, $"correct or remove {setting}");

    public static Problem HistoryWithoutTime(string where) => new(
        "TR0534", "a history of the main table, without a time", "the column with the time of its rows", where,
        "name it: at: COLUMN, or time: COLUMN for the whole project");

    public static Problem LabelKnownWhen(string feature, string label, string where) => new(
        "TR0535", $"'{feature}' is made of the label '{label}', and nothing says when it becomes known",
        "the time from which the label of an earlier row is known, so that no row sees what a request could not have seen", where,
        "set known-after (how long after the row's time), or known (the column with that time)");

    public static Problem LabelsOfLater(string feature, string label, string where) => new(
        "TR0536", $"'{feature}' is made of the label '{label}', and the rows are not split by time",
        "a split by time: otherwise rows that are learned from hold the labels of rows that are measured on", where,
        "name the time column (time: COLUMN), or make the feature of another column");

    public static Problem NoClasses(string where) => new(
        "TR0550", "classes to balance, and the target is a number", "a target with classes", where,
        "remove balance; sample draws from rows of any target");

    public static Problem TooThin(long left, int least, string where) => new(
        "TR0551", $"{Format.Count(left, "row")} of a class would be left to learn from", $"at least {least} of each class", where,
        "raise sample, or lift the limit of balance");

    public static Problem UnknownCatalogueColumn(
        string column, string? table, IReadOnlyCollection<string> columns, string where) => new(
        "TR0552", $"{(table is null ? "the main table" : $"the table '{table}'")} has no column '{column}', which the catalogue describes",
        "a column of the table", where, Nearest.Advice(column, columns));

    public static Problem UnknownCatalogueTable(string table, IReadOnlyCollection<string> tables, string where) => new(
        "TR0553", $"there is no table '{table}', which the catalogue describes", "a table under sources, other than the main one", where,
        tables.Count == 0 ? "describe the main table directly under catalogue" : Nearest.Advice(table, tables));

    public static Problem LabelLeak(string what, string column, string where) => new(
        "TR0582", $"{what} is made of '{column}', which the target is made of", "columns that are known when the target is not", where,
        "leave it out, or make it of other columns; the past of the column can be used (curate.history)");

    private static string Keys(IReadOnlyList<JoinKey> on) => string.Join(" and ", on.Select(key => $"'{key.Table}'"));

    private static string Words(ColumnContract column) => column.Type switch
    {
        ColumnType.Number => "numbers",
        ColumnType.Date => "dates",
        ColumnType.Boolean => "true or false values",
        _ => "texts",
    };
}
