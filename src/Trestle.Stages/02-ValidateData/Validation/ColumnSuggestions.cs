using System.Globalization;
using System.Text.Json;

using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;

namespace Trestle.Stages.ValidateData.Validation;

/// <summary>
/// The expectations that one column suggests. Each leaves a margin for data that has not been seen, and says which: a rule that fits this
/// file alone would fail on the next.
/// </summary>
internal sealed class ColumnSuggestions(ColumnContract column, bool isNumber, DateTimeOffset now)
{
    /// <summary>Fewer rows say too little.</summary>
    private const int FewestRows = 100;

    private const int MostValues = 30;
    private const int FewestOfEach = 5;
    private const double MostMissing = 0.5;
    private const double MostOfForm = 0.98;

    private static readonly (string Name, TextRule Rule, string Words)[] Forms =
    [
        ("email", new Email { Column = "" }, "e-mail addresses"),
        ("url", new Url { Column = "" }, "web addresses"),
        ("uuid", new Uuid { Column = "" }, "UUIDs"),
        ("iban", new Iban { Column = "" }, "IBANs"),
        ("ip-address", new IpAddress { Column = "" }, "IP addresses"),
    ];

    private readonly string text = new ColumnUse(column.Name, ColumnView.Text).Name;

    /// <summary>What has to be known about the column.</summary>
    public IEnumerable<Stat> Needs =>
    [
        new Count(column.Name), EqualValues.Of(column.Name), new ColumnEvidence(text, []),
        .. isNumber ? [new Moments(column.Name), new Quantiles(column.Name)] : Array.Empty<Stat>(),
    ];

    /// <summary>The suggestions.</summary>
    public IEnumerable<Suggestion> Of(StatValues values)
    {
        var count = values.Of(new Count(column.Name));
        if (count.Rows < FewestRows)
        {
            yield break;
        }

        if (Present(count) is { } present)
        {
            yield return present;
        }

        var groups = values.Of(EqualValues.Of(column.Name)).Groups().Select(group => group.Rows.Count).ToArray();
        var isUnique = groups.Length == count.Rows - count.Missing && groups.Length >= FewestRows;
        if (isUnique && (!isNumber || values.Of(new Quantiles(column.Name)).Whole) && column.Type != ColumnType.Date)
        {
            yield return new Suggestion(Yaml("unique", ""), $"{Format.Count(groups.Length, "value")}, each of them once");
        }

        if (!column.Private)
        {
            var own = isNumber ? Numbers(values, isUnique, groups.Length) : Texts(values.Of(new ColumnEvidence(text, [])));
            foreach (var suggestion in own)
            {
                yield return suggestion;
            }
        }
    }

    /// <summary>The share of missing values may be as high as an upper limit of confidence.</summary>
    private Suggestion? Present(CountValue count)
    {
        var share = (double)count.Missing / count.Rows;
        if (share > MostMissing)
        {
            return null;
        }

        // Wilson's upper limit, 99.5 % from one side, rounded up to a figure that people would write.
        const double Z = 2.5758;
        var square = Z * Z / count.Rows;
        var spread = Z * Math.Sqrt((share * (1 - share) / count.Rows) + (square / (4 * count.Rows)));
        var upper = (share + (square / 2) + spread) / (1 + square);
        var step = upper > 0.01 ? 0.01 : 0.001;
        var mostly = Math.Max(0, 1 - (Math.Ceiling(upper / step) * step));
        return new Suggestion(
            Yaml("not-null", $"mostly: {mostly.ToString("0.###", CultureInfo.InvariantCulture)}"),
            $"{Format.Count(count.Missing)} of {Format.Count(count.Rows, "row")} have no value; a table like this one may have up to "
                + $"{Format.Share(upper)} by chance");
    }

    private IEnumerable<Suggestion> Numbers(StatValues values, bool isUnique, int distinct)
    {
        var (moments, quantiles) = (values.Of(new Moments(column.Name)), values.Of(new Quantiles(column.Name)));
        if (moments.Count < FewestRows || column.Type == ColumnType.Boolean)
        {
            yield break;
        }

        if (column.Type == ColumnType.Date)
        {
            if (moments.Max <= (now - DateTimeOffset.UnixEpoch).TotalMicroseconds)
            {
                yield return new Suggestion(
                    Yaml("not-in-future", "tolerance: 1d"), "no date is later than now; a day is left for clocks and time zones");
            }

            yield break;
        }

        if (isUnique && quantiles.Whole)
        {
            yield break;
        }

        if (quantiles.Whole && distinct > 2)
        {
            yield return new Suggestion(Yaml("whole-numbers", "mostly: 0.99"), "every number is whole; one in a hundred may differ");
        }

        if (moments.Min == moments.Max)
        {
            yield break;
        }

        var margin = (moments.Max - moments.Min) / 5;
        var (low, high) = (Outward(moments.Min - margin, down: true), Outward(moments.Max + margin, down: false));
        var isBounded = moments.Min >= 0 && low < 0;
        yield return new Suggestion(
            Yaml("between", $"min: {Plain(isBounded ? 0 : low)}, max: {Plain(high)}, mostly: 0.99"),
            $"seen: {Shown.Number(moments.Min)} to {Shown.Number(moments.Max)}; a fifth of that range is left on each side"
                + (isBounded ? ", but no number is below zero" : "") + ", and one value in a hundred may lie beyond");
        var deviation = Math.Sqrt(moments.SampleVariance);
        var apart = Math.Max(deviation / 2, 5 * deviation / Math.Sqrt(moments.Count));
        yield return new Suggestion(
            Yaml(
                "mean-between",
                $"min: {Plain(Outward(moments.Mean - apart, down: true))}, max: {Plain(Outward(moments.Mean + apart, down: false))}, "
                    + "severity: warning"),
            $"mean {Shown.Number(moments.Mean)}; half a standard deviation is left on each side, which chance alone does not use up");
    }

    private IEnumerable<Suggestion> Texts(ColumnEvidenceValue evidence)
    {
        var counts = evidence.Counts;
        var rows = counts.Values.Sum();
        if (rows < FewestRows)
        {
            yield break;
        }

        var form = Forms.FirstOrDefault(form => Share(form.Rule.NewTest()) >= MostOfForm);
        if (form.Rule is not null)
        {
            var share = Share(form.Rule.NewTest());
            yield return new Suggestion(
                Yaml(form.Name, "mostly: 0.95"),
                $"{Format.Share(share)} of the values are {form.Words}; one in twenty may differ");
        }
        else if (!evidence.Overflowed && counts.Count <= MostValues && counts.Values.All(count => count >= FewestOfEach))
        {
            yield return new Suggestion(
                Yaml("accepted-values", $"values: [{string.Join(", ", counts.Keys.Order(StringComparer.Ordinal).Select(Quoted))}], "
                    + "mostly: 0.99"),
                $"{Format.Count(counts.Count, "value")}, the rarest in {Format.Count(counts.Values.Min(), "row")}: a further one would "
                    + "hardly have been missed; one row in a hundred may hold another");
        }
        else if (counts.Keys.Select(TextLength.Of).Distinct().ToArray() is [> 1 and var length])
        {
            yield return new Suggestion(
                Yaml("length-equals", $"length: {length}, mostly: 0.99"),
                $"every value has {Format.Count(length, "character")}; one in a hundred may differ");
        }

        double Share(Func<string, bool> test) => (double)counts.Where(pair => test(pair.Key)).Sum(pair => pair.Value) / rows;
    }

    private string Yaml(string name, string settings) =>
        $"{name}: {{column: {Quoted(column.Name)}{(settings.Length == 0 ? "" : $", {settings}")}}}";

    /// <summary>A text in YAML: as it is where that is safe, else in double quotes, which are those of JSON.</summary>
    public static string Quoted(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            && text.ToUpperInvariant() is not ("TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "NULL" or "Y" or "N")
            ? text
            : JsonSerializer.Serialize(text);

    /// <summary>A figure with two digits that count, not nearer to the data than it was.</summary>
    private static double Outward(double value, bool down)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value;
        }

        var step = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 1);
        return (down ? Math.Floor(value / step) : Math.Ceiling(value / step)) * step;
    }

    private static string Plain(double value) => Math.Abs(value) is 0 or (> 1e-9 and < 1e15)
        ? ((decimal)value).ToString("0.##########", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);
}
