using System.Globalization;
using System.Text.RegularExpressions;

namespace Trestle.Storage.Tables.Excel;

/// <summary>A part of a sheet; rows and columns from 0, the last ones included.</summary>
internal sealed partial record CellRange(int FirstRow, int LastRow, int FirstColumn, int LastColumn)
{
    private const int MostRows = 1 << 20;
    private const int MostColumns = 1 << 14;

    /// <summary>All cells.</summary>
    public static CellRange All { get; } = new(0, MostRows - 1, 0, MostColumns - 1);

    /// <summary>The range in a text such as <c>B3:F200</c>, <c>B3</c>, <c>B:F</c> or <c>3:200</c>; null when it is none.</summary>
    public static CellRange? Parse(string text)
    {
        if (Form().Match(text.Trim().Replace("$", "", StringComparison.Ordinal)) is not { Success: true } found)
        {
            return null;
        }

        var isCell = !found.Groups["to"].Success;
        var (fromColumn, fromRow) = (found.Groups["c1"].Value, found.Groups["r1"].Value);
        var (toColumn, toRow) = (found.Groups["c2"].Value, found.Groups["r2"].Value);
        if ((isCell && (fromColumn.Length == 0 || fromRow.Length == 0))
            || (!isCell && (fromColumn.Length + fromRow.Length == 0 || toColumn.Length + toRow.Length == 0)))
        {
            return null;
        }

        var range = new CellRange(
            Row(fromRow) ?? 0, Row(toRow) ?? MostRows - 1, Column(fromColumn) ?? 0, Column(toColumn) ?? MostColumns - 1);
        return range.FirstRow <= range.LastRow && range.FirstColumn <= range.LastColumn && range.FirstRow >= 0
            && range.LastRow < MostRows && range.LastColumn < MostColumns ? range : null;
    }

    /// <summary>The letters of a column.</summary>
    public static string Letters(int column) =>
        (column >= 26 ? Letters((column / 26) - 1) : "") + (char)('A' + (column % 26));

    private static int? Row(string digits) => digits.Length == 0 ? null
        : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row - 1 : MostRows;

    private static int? Column(string letters) => letters.Length == 0 ? null
        : letters.ToUpperInvariant().Aggregate(0, (sum, letter) => (sum * 26) + letter - 'A' + 1) - 1;

    [GeneratedRegex(@"^(?<c1>[A-Za-z]{0,3})(?<r1>[0-9]{0,7})(?<to>:(?<c2>[A-Za-z]{0,3})(?<r2>[0-9]{0,7}))?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
