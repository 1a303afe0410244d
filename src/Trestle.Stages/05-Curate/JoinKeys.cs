using System.Globalization;

namespace Trestle.Stages.Curate;

/// <summary>Keys of rows, as they are compared.</summary>
internal static class JoinKeys
{
    /// <summary>The key of a row for people.</summary>
    public static string Words(RowBlock block, IReadOnlyList<string> columns, int row) =>
        string.Join(", ", columns.Select(column => Word(block, block.Schema.Find(column), row)));

    /// <summary>Whether a text is a number that is printed with other digits: 007 and 7.0 are printed as 7.</summary>
    public static bool HasOtherDigits(RowBlock block, string column, int row)
    {
        var position = block.Schema.Find(column);
        return block.Schema[position].Kind == ColumnKind.Text && block.Texts(position)[row] is { } text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && PrintNumber.Print(number) != text;
    }

    private static string Word(RowBlock block, int position, int row) => block.Schema[position].Kind == ColumnKind.Text
        ? block.Texts(position)[row] ?? ""
        : PrintNumber.Print(block.Numbers(position)[row]) ?? "";
}
