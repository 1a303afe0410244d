using System.Globalization;

using ExcelDataReader;

namespace Trestle.Storage.Tables.Excel;

/// <summary>A cell: a number, a text, a boolean, a moment (from 1900), a span of time, or nothing.</summary>
internal readonly record struct ExcelCell(object? Value)
{
    private const double Most = 1L << 53;

    /// <summary>Whether it has no value.</summary>
    public bool IsEmpty => Value is null;

    /// <summary>What the value is.</summary>
    public SourceType Type => Value switch
    {
        null => SourceType.Empty,
        double => SourceType.Number,
        bool => SourceType.Boolean,
        DateTime => SourceType.Date,
        _ => SourceType.Text,
    };

    /// <summary>The cell of a row.</summary>
    public static ExcelCell Of(IExcelDataReader reader, int column) => new(reader.GetValue(column) switch
    {
        null or DBNull or "" => null,
        int whole => (double)whole,
        var value => value,
    });

    /// <summary>The value as text; a moment without its time where <paramref name="days"/> is set.</summary>
    public string? Text(bool days) => Value switch
    {
        null => null,
        double number when number == Math.Truncate(number) && Math.Abs(number) <= Most =>
            ((long)number).ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        DateTime moment => moment.ToString(days ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFF", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };
}
