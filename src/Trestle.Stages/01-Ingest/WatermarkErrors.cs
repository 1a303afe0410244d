namespace Trestle.Stages.Ingest;

/// <summary>What can be wrong with the values of a watermark.</summary>
internal static class WatermarkErrors
{
    public static Problem SeveralForms(string column, string where) => new(
        "TR0350", $"the watermark '{column}' is a column of texts, and its times are in several forms, or have an offset",
        "times in one form without an offset, such as 2024-02-29 12:30:00, since the database compares texts by their characters", where,
        "write them in one form, or make a column of times in a query: query: SELECT *, CAST(… AS timestamp) AS changed FROM …");
}
