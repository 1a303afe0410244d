using System.Globalization;

using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Comparing;

/// <summary>Figures of a column of a table, to compare it with the column of another.</summary>
internal sealed class ColumnFigures
{
    private const double MostlyNumbers = 0.95;
    private const int MostTexts = 1000;
    private const int Steps = 20;

    private readonly Session session;
    private readonly string source;
    private readonly string text;
    private readonly CancellationToken cancellation;
    private readonly double present;
    private readonly double numbers;

    /// <summary>Reads the figures.</summary>
    public ColumnFigures(Session session, ParquetTable table, string name, CancellationToken cancellation)
    {
        (this.session, this.cancellation) = (session, cancellation);
        source = Sql.Parquet(table.Path);
        text = $"CAST({table.Column(name).Expression} AS VARCHAR)";
        var found = session.Numbers(
            $"SELECT unnest([count({text})::DOUBLE, approx_count_distinct({text})::DOUBLE, "
            + $"count({Number})::DOUBLE, avg({Number}) FILTER (WHERE isfinite({Number}))]) FROM {source}", cancellation);
        (present, numbers) = (found[0], found[2]);
        Summary = new ColumnSummary(table.Rows - (long)present, (long)found[1], IsNumber && !double.IsNaN(found[3]) ? found[3] : null);
    }

    /// <summary>The figures to show.</summary>
    public ColumnSummary Summary { get; }

    private string Number => $"TRY_CAST({text} AS DOUBLE)";

    private bool IsNumber => present > 0 && numbers >= MostlyNumbers * present;

    /// <summary>How far the distributions are apart, 0 to 1; null where that cannot be said.</summary>
    public double? DistanceTo(ColumnFigures other) =>
        present == 0 || other.present == 0 ? null
        : IsNumber && other.IsNumber ? KolmogorovSmirnov(other)
        : Math.Max(Summary.Distinct, other.Summary.Distinct) <= MostTexts ? TotalVariation(other)
        : null;

    private double KolmogorovSmirnov(ColumnFigures other)
    {
        var levels = Sql.List(Enumerable.Range(1, Steps - 1).Select(i => ((double)i / Steps).ToString(CultureInfo.InvariantCulture)));
        var points = session.Numbers(
            $"SELECT unnest(quantile_disc({Number}, [{levels}])) FROM {source} WHERE isfinite({Number})", cancellation);
        return Below(points).Zip(other.Below(points)).Select(pair => Math.Abs(pair.First - pair.Second)).Append(0).Max();
    }

    /// <summary>The share of the numbers that are at most as large as each of the points.</summary>
    private IEnumerable<double> Below(double[] points)
    {
        if (points.Length == 0)
        {
            return [];
        }

        var counts = points.Select(point =>
            $"count(*) FILTER (WHERE {Number} <= {point.ToString("R", CultureInfo.InvariantCulture)}::DOUBLE)::DOUBLE");
        return session.Numbers($"SELECT unnest([{Sql.List(counts)}]) FROM {source}", cancellation).Select(count => count / numbers);
    }

    private double TotalVariation(ColumnFigures other) => session.Numbers(
        $"SELECT coalesce(sum(abs(coalesce(a.share, 0) - coalesce(b.share, 0))), 0) / 2 FROM {Shares} a "
        + $"FULL JOIN {other.Shares} b ON a.value = b.value", cancellation)[0];

    private string Shares => $"(SELECT {text} AS value, count(*) / {present.ToString(CultureInfo.InvariantCulture)}::DOUBLE AS share "
        + $"FROM {source} WHERE {text} IS NOT NULL GROUP BY 1)";
}
