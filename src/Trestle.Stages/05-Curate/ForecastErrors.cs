using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Curate;

/// <summary>What can be wrong with series that are to be forecast.</summary>
internal static class ForecastErrors
{
    private const int Examples = 3;
    private const int ShownLength = 60;

    public static Problem Repeated(long count, IReadOnlyList<string> examples, TimeStep step, string where) => new(
        "TR0502",
        $"{Format.Count(count, "row")} of a series at a time that another one has{Such(examples)}",
        $"one row for each series and {step.Words}", where,
        "name the columns that tell the rows apart (forecast.series), or add them up (a query under sources); clocks that are put back "
            + "show an hour twice: declare their zone (columns.TIME.time-zone)");

    public static Problem Irregular(TimeStep step, long count, IReadOnlyList<string> examples, string where) => new(
        "TR0503",
        $"the step is a {step.Words}, by the most frequent distance of rows, and {Format.Count(count, "row")} are at other times"
            + Such(examples),
        "rows at equal steps (a missing row is a gap, and allowed)", where,
        "declare a step that fits all rows (forecast.step), or bring the rows to one (a query under sources that adds up by date_trunc)");

    public static Problem TooShort(int series, long most, SeriesShape shape, string where) => new(
        "TR0504",
        $"{(series == 1 ? "the series has" : $"none of {Format.Count(series)} series has more than")} {Format.Count(most, "value")}",
        $"at least {Format.Count(shape.Least + (2L * shape.Horizon))}: two seasons of {shape.Season} and two horizons of {shape.Horizon}",
        where,
        "give more of the past, or lower forecast.horizon or forecast.season");

    public static Problem Contradiction(string found, string expected, string where) => new(
        "TR0505", found, expected, where, "correct or remove the setting");

    public static Problem UnknownColumn(string setting, string column, IReadOnlyCollection<string> columns, string where) => new(
        "TR0506", $"there is no column '{column}', which forecast.{setting} names", "a column of the rows that is not under ignore", where,
        Nearest.Advice(column, columns));

    public static Problem NotDates(string column, string where) => new(
        "TR0507", $"the time '{column}' is not read as dates", "dates, or times of day with dates", where,
        $"declare how they are written: columns.{column}: {{type: date, formats: [...]}}");

    public static Problem NoStep(string where) => new(
        "TR0508", "no series has two rows at different times", "series of many rows", where,
        "name other columns under forecast.series: those that tell series apart, not rows");

    public static Problem Sparse(double share, TimeStep step, string where) => new(
        "TR0509",
        $"{Format.Share(share)} of the steps (a {step.Words} each) between the first and the last row of the series have no row",
        "a row for at least half of the steps", where,
        "declare a longer step (forecast.step) and add rows up to it; where no row means nothing, add rows with 0");

    public static Problem TestTooShort(long steps, SeriesShape shape, string where) => new(
        "TR0510",
        $"the test part has about {Format.Count(steps, "step")}",
        $"at least the horizon of {Format.Count(shape.Horizon)}", where,
        "raise split.test, give more of the past, or lower forecast.horizon");

    private static string Such(IReadOnlyList<string> examples) => examples.Count == 0
        ? "" : $", such as {string.Join("; ", examples.Take(Examples).Select(text => Format.Cut(Format.Plain(text), ShownLength)))}";
}
