using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Curate;

/// <summary>
/// Two columns that are compared. A number and a text are compared as texts, with the number as it is printed; other types must be the
/// same.
/// </summary>
internal sealed record JoinPair(ColumnContract Main, ColumnContract Table)
{
    /// <summary>Whether the other table's numbers are printed.</summary>
    public bool PrintsTable => Table.Type == ColumnType.Number && Main.Type == ColumnType.Text;

    /// <summary>Whether the main table's numbers are printed.</summary>
    public bool PrintsMain => Main.Type == ColumnType.Number && Table.Type == ColumnType.Text;

    /// <summary>What a person should know; null when the types are the same.</summary>
    public string? Note => PrintsTable || PrintsMain
        ? $"'{Main.Name}' is read as {Words(Main)} and '{Table.Name}' as {Words(Table)}: they are compared as texts, 7 as '7'"
        : null;

    /// <summary>The columns of a join; errors TR0521 and TR0522.</summary>
    public static JoinPair Of(string table, JoinKey key, Contract main, Contract other, string where)
    {
        var pair = new JoinPair(OfMain(key.Main, main, "on", where), OfOther(key.Table, table, other, "on", where));
        return pair.Main.Type == pair.Table.Type || pair.PrintsTable || pair.PrintsMain
            ? pair
            : throw new TrestleException(CurateErrors.OtherTypes(pair, table, where));
    }

    /// <summary>A column of the main table, which must not be the target.</summary>
    public static ColumnContract OfMain(string name, Contract main, string setting, string where) =>
        name != main.Target && main.Find(name) is { } column
            ? column
            : throw new TrestleException(CurateErrors.UnknownColumn(
                setting, name, null, [.. ContractSteps.Features(main).Select(column => column.Name)], where));

    /// <summary>A column of another table.</summary>
    public static ColumnContract OfOther(string name, string table, Contract other, string setting, string where) =>
        other.Find(name)
        ?? throw new TrestleException(CurateErrors.UnknownColumn(
            setting, name, table, [.. other.Columns.Select(column => column.Name)], where));

    private static string Words(ColumnContract column) => column.Type == ColumnType.Text ? "text" : "numbers";
}
