namespace Trestle.Stages.Lifecycle.Charts;

/// <summary>The colours and common parts of charts in one theme; the colours match <c>trestle.css</c>.</summary>
public sealed record ChartStyle(
    string Text, string Quiet, string Line, string Surface, IReadOnlyList<string> Series, string Good, string Warn, string Bad)
{
    /// <summary>Letters of names that fit under a chart next to each other, and of one name before it is cut.</summary>
    private const int NamesAbreast = 56;
    private const int WidestName = 16;

    private static readonly ChartStyle Light = new(
        "#18212f", "#5d6b7e", "#e4e7ec", "#ffffff", ["#2458c9", "#d0692a", "#1b7f4d", "#8a4fb5", "#9a6700", "#2a8a9d"], "#1b7f4d",
        "#9a6700", "#c0342b");

    private static readonly ChartStyle Dark = new(
        "#e4e9f0", "#96a3b5", "#262e39", "#151b23", ["#7aa7ff", "#f0985f", "#4cc38a", "#c49bf0", "#e2b340", "#62c3d5"], "#4cc38a",
        "#e2b340", "#f2776e");

    /// <summary>The style of a theme.</summary>
    public static ChartStyle Of(bool dark) => dark ? Dark : Light;

    /// <summary>A chart with an x and a y axis.</summary>
    public object Plane(
        string x, string y, IEnumerable<object> series, (double, double)? both = null, bool legend = true, bool time = false) =>
        Whole(Axis(x, both, 24, time ? "time" : "value"), Axis(y, both, 34), series, legend);

    /// <summary>A chart whose x axis has names, askew where they would not fit side by side; bars want a y axis from 0.</summary>
    public object Named(
        IReadOnlyList<string> names, string y, IEnumerable<object> series, bool legend = true, double? least = null)
    {
        var askew = names.Sum(name => Math.Min(name.Length, WidestName) + 2) > NamesAbreast;
        return Whole(
            new
            {
                type = "category",
                data = names,
                axisLine = new { lineStyle = new { color = Line } },
                axisLabel = new
                {
                    color = Quiet,
                    fontSize = 11,
                    hideOverlap = true,
                    rotate = askew ? 32 : 0,
                    width = 90,
                    overflow = "truncate",
                },
            },
            Axis(y, (least, null), 34), series, legend, askew ? 72 : 38);
    }

    /// <summary>The parts of every chart.</summary>
    private object Whole(object xAxis, object yAxis, IEnumerable<object> series, bool legend, int bottom = 38) => new
    {
        animation = false,
        color = Series,
        textStyle = new { fontFamily = "Inter, sans-serif", fontSize = 11, color = Quiet },
        grid = new { left = 46, right = 14, top = legend ? 30 : 12, bottom },
        legend = legend
            ? new
            {
                // One line, to be paged through: several would lie over the chart.
                type = "scroll",
                top = 0,
                left = 40,
                right = 14,
                itemWidth = 14,
                itemHeight = 8,
                pageIconSize = 9,
                pageTextStyle = new { color = Quiet, fontSize = 11 },
                textStyle = new { color = Quiet, fontSize = 11 },
            }
            : null,
        tooltip = new
        {
            trigger = "item",
            confine = true,
            backgroundColor = Surface,
            borderColor = Line,
            textStyle = new { color = Text, fontSize = 12 },
        },
        xAxis,
        yAxis,
        series,
    };

    /// <summary>A line through points.</summary>
    public static object Curve(string name, IEnumerable<IReadOnlyList<double>> points) => new
    {
        type = "line",
        name,
        data = points,
        showSymbol = false,
        symbolSize = 6,
        lineStyle = new { width = 1.8 },
        emphasis = new { disabled = true },
    };

    /// <summary>A line with visible points.</summary>
    public static object Dotted(string name, IEnumerable<IReadOnlyList<double>> points) => new
    {
        type = "line",
        name,
        data = points,
        symbol = "circle",
        symbolSize = 6,
        lineStyle = new { width = 1.5 },
    };

    /// <summary>A broken line through points.</summary>
    public static object Dashed(string name, IEnumerable<IReadOnlyList<double>> points) => new
    {
        type = "line",
        name,
        data = points,
        showSymbol = false,
        lineStyle = new { width = 1.8, type = "dashed" },
        emphasis = new { disabled = true },
    };

    /// <summary>Faint lines behind others, one entry of the legend for all.</summary>
    public IEnumerable<object> Faint(string name, IEnumerable<IEnumerable<IReadOnlyList<double>>> lines) => lines.Select(points => new
    {
        type = "line",
        name,
        data = points,
        showSymbol = false,
        silent = true,
        z = 1,
        itemStyle = new { color = Quiet },
        lineStyle = new { width = 0.8, opacity = 0.35, color = Quiet },
    });

    /// <summary>A bar at each name of the x axis.</summary>
    public static object Bars(string name, IEnumerable<double> values) => new
    {
        type = "bar",
        name,
        data = values,
        barMaxWidth = 22,
    };

    /// <summary>A mark at each name of the x axis.</summary>
    public static object Marks(string name, string symbol, IEnumerable<double> values) => new
    {
        type = "scatter",
        name,
        symbol,
        data = values,
        symbolSize = 10,
    };

    /// <summary>Points without a line.</summary>
    public static object Cloud(string name, IEnumerable<IReadOnlyList<double>> points) => new
    {
        type = "scatter",
        name,
        data = points,
        symbolSize = 4,
        itemStyle = new { opacity = 0.45 },
    };

    /// <summary>A faint reference line.</summary>
    public object Guide(double x1, double y1, double x2, double y2) => new
    {
        type = "line",
        data = new[] { new[] { x1, y1 }, new[] { x2, y2 } },
        showSymbol = false,
        silent = true,
        tooltip = new { show = false },
        lineStyle = new { color = Quiet, width = 1, type = "dashed", opacity = 0.6 },
    };

    private object Axis(string name, (double? Min, double? Max)? range, int gap, string type = "value") => new
    {
        type,
        name,
        nameLocation = "middle",
        nameGap = gap,
        nameTextStyle = new { color = Quiet, fontSize = 11 },
        min = range?.Min,
        max = range?.Max,
        scale = true,
        axisLine = new { lineStyle = new { color = Line } },
        axisLabel = new { color = Quiet, fontSize = 11, hideOverlap = true },
        splitLine = new { lineStyle = new { color = Line } },
    };
}
