namespace Trestle.Rows.Steps.Parsing;

/// <summary>The date formats that are tried by inference.</summary>
internal static class DateFormatList
{
    /// <summary>Formats of ISO 8601, in which the order of day and month is unambiguous.</summary>
    public static IReadOnlyList<string> Iso { get; } =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-ddTHH:mm",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-ddTHH:mmK",
    ];

    /// <summary>All, in order of preference: padded before unpadded, four digits of a year before two, day before month.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Iso,
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd HH:mm:ss,FFFFFFFK",
        "yyyy-MM-ddTHH:mm:ss,FFFFFFFK",
        "yyyy-MM-dd hh:mm tt",
        "yyyy-MM-dd hh:mm:ss tt",
        "yyyy-MM-dd hh tt",
        .. Timed(Separated("yyyy/MM/dd", "/. "), Padded),
        .. Timed(Separated("dd/MM/yyyy", "/.- "), Padded),
        .. Timed(Separated("MM/dd/yyyy", "/.- "), Padded),
        .. Timed(Separated("yyyy/M/d", "-/. "), Unpadded),
        .. Timed(Separated("d/M/yyyy", "/.- "), Unpadded),
        .. Timed(Separated("M/d/yyyy", "/.- "), Unpadded),
        .. Timed(Separated("dd/MM/yy", "/.-"), Padded),
        .. Timed(Separated("MM/dd/yy", "/.-"), Padded),
        .. Timed(Separated("yy/MM/dd", "/.-"), Padded),
        .. Timed(Separated("d/M/yy", "/.-"), Unpadded),
        .. Timed(Separated("M/d/yy", "/.-"), Unpadded),
        .. Timed(["yyyy. MM. dd.", "dd. MM. yyyy"], Padded),
        .. Timed(["yyyy. M. d.", "d. M. yyyy"], Unpadded),
        .. Timed(["dd.MM.yyyy"], [" HH.mm", " HH.mm.ss"]),
        .. Timed(["d.M.yyyy", "d MMM yyyy"], [" H.mm", " H.mm.ss"]),
        .. Timed(
            ["d MMM yyyy", "d-MMM-yyyy", "MMM d, yyyy", "MMM d yyyy", "d/MMM/yyyy", "d.MMM.yyyy", "yyyy-MMM-d", "yyyy MMM d", "dMMMyyyy",
             "MMM-d-yyyy", "MMM/d/yyyy", "d MMM yy", "d-MMM-yy", "d/MMM/yy", "dMMMyy"], Unpadded),
        "yyyy/MM/ddTHH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH",
        "yyyy-MM-ddTHH",
        "yyyy-MM-dd HH.mm",
        "yyyy-MM-dd HH.mm.ss",
        "yyyy-MM-dd-HH:mm:ss",
        "yyyy_MM_dd",
        "yyyy_MM_dd HH:mm:ss",
        "dd_MM_yyyy",
        "MM_dd_yyyy",
        "H:mm d.M.yyyy",
        "H:mm M.d.yyyy",
        "H:mm d/M/yyyy",
        "H:mm M/d/yyyy",
        "h:mm tt d/M/yyyy",
        "h:mm tt M/d/yyyy",
        "dMMMyyyy:H:mm:ss.FFFFFFF",
        "dMMMyy:H:mm:ss.FFFFFFF",
        "d/MMM/yyyy:HH:mm:ssK",
        "d-MMM-yy h.mm.ss.FFFFFFF tt",
        "MMM d H:mm:ss K yyyy",
        "yyyy-MM-dd-HH.mm.ss.FFFFFFF",
        "yyyy:MM:dd HH:mm:ss.FFFFFFF",
        "yyyyMMdd",
        "yyyyMMddHHmm",
        "yyyyMMddHHmmss",
        "yyyyMMddHHmmss.FFFFFFFK",
        "yyyyMMddTHHmm",
        "yyyyMMddTHHmmss",
        "yyyyMMddTHHmmss.FFFFFFFK",
        "yyyyMMdd HHmmss",
        .. Timed(["yyyyMMdd"], [" HH:mm", " HH:mm:ss.FFFFFFFK"]),
        "yyyy年M月d日",
        "yyyy-MM",
        "yyyy/MM",
        "MM/yyyy",
        "MM-yyyy",
        "M/yyyy",
        "M-yyyy",
        "MMM yyyy",
        "MMM-yyyy",
        "MMM/yyyy",
        "MMMyyyy",
        "yyyy MMM",
        "yyyy-MMM",
        "MMM-yy",
        "MMM yy",
        "MMM/yy",
        "yyyy-Www",
        "yyyyWww",
        "yyyy-Www-D",
        "yyyyWwwD",
        "yyyy Www",
        "yyyy-Qq",
        "yyyyQq",
        "yyyy Qq",
        "Qq yyyy",
        "Qq-yyyy",
        "Qq/yyyy",
        "HH:mm",
        "HH:mm:ss",
        "H:mm",
        "H:mm:ss",
        "H:mm:ss.FFFFFFF",
        "h:mm tt",
        "h:mm:ss tt",
        "h tt",
    ];

    private static IReadOnlyList<string> Padded =>
    [
        "", " HH:mm", " HH:mm:ss", " HH:mm:ss.FFFFFFF", " HH:mm:ss.FFFFFFFK", " HH:mm:ss,FFFFFFFK", " HH:mmK",
        " hh:mm tt", " hh:mm:ss tt", " hh:mm:ss.FFFFFFF tt", " hh tt", " hh:mm ttK", " hh:mm:ss ttK",
    ];

    private static IReadOnlyList<string> Unpadded =>
    [
        "", " H:mm", " H:mm:ss", " H:mm:ss.FFFFFFF", " H:mm:ss.FFFFFFFK", " H:mm:ss,FFFFFFFK", " H:mmK",
        " h:mm tt", " h:mm:ss tt", " h:mm:ss.FFFFFFF tt", " h tt", " h:mm ttK", " h:mm:ss ttK",
    ];

    private static IEnumerable<string> Separated(string date, string separators) =>
        separators.Select(separator => date.Replace('/', separator));

    private static IEnumerable<string> Timed(IEnumerable<string> dates, IReadOnlyList<string> times) =>
        dates.SelectMany(date => times.Select(time => date + time));
}
