namespace Trestle.Storage.Tables.Excel;

/// <summary>Where a table is in a workbook.</summary>
public sealed record ExcelOptions
{
    /// <summary>The name of the sheet; null for the only one that is visible and has cells.</summary>
    public string? Sheet { get; init; }

    /// <summary>The cells, such as <c>B3:F200</c>, <c>B3</c> (from there on) or <c>B:F</c>; null for all.</summary>
    public string? Range { get; init; }

    /// <summary>Whether the first row holds the names of the columns.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Rows to skip before the header.</summary>
    public int Skip { get; init; }
}
