using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Rows.Stats;
using Trestle.Stages.Monitor.Statistics;

namespace Trestle.Stages.Monitor.Reference;

/// <summary>A column to watch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Compared">
/// Whether its values are compared, not only how many are missing; not for dates, which move on, and texts that identify rows.
/// </param>
/// <param name="Private">Whether its values are private.</param>
public sealed record WatchedColumn(string Name, ColumnKind Kind, bool Compared = true, bool Private = false);

/// <summary>What a reference is made from.</summary>
public sealed record ReferenceSource
{
    /// <summary>The columns to watch.</summary>
    public required IReadOnlyList<WatchedColumn> Columns { get; init; }

    /// <summary>The training rows, the same on every call.</summary>
    public required Func<IEnumerable<RowBlock>> Rows { get; init; }

    /// <summary>
    /// Whether the rows come in the order of their origin in time, as requests do: then neighbours may be alike, and windows of contiguous
    /// rows show how much. Otherwise windows are drawn at random, since the order of a file says nothing about requests.
    /// </summary>
    public bool Ordered { get; init; }

    /// <summary>A number column with that order, if the rows are not in it.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>The column of the rows' groups, which are drawn as a whole; null when they have none.</summary>
    public string? GroupedBy { get; init; }

    /// <summary>Labels and out-of-fold scores of training rows, in the same order, with their groups.</summary>
    public required Outcome OutOfFold { get; init; }

    /// <summary>A name for each score of a row.</summary>
    public required IReadOnlyList<string> Scores { get; init; }

    /// <summary>Names of the metrics to watch.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }
}

/// <summary>
/// Makes references: a first scan of the rows finds the bins of every number and the categories of every text; a second counts them in
/// segments, which show how windows vary.
/// </summary>
public static class ReferenceBuilder
{
    private const int Bins = 128;
    private const int MostCategories = 200;
    private const int Resamples = 200;
    private const int BootstrapRows = 5000;
    private const int SmallestMetricSegment = 200;
    private const int MostMetricSegments = 30;

    /// <summary>Makes a reference.</summary>
    public static MonitorReference Make(ReferenceSource source, CancellationToken cancellation)
    {
        var scores = new RowSchema(source.Scores.Select(name => new Column(name, ColumnKind.Number)));
        if (source.OutOfFold.Rows == 0 || source.OutOfFold.Outputs != scores.Count)
        {
            throw new TrestleException(
                ReferenceErrors.NoReference(
                    $"there are {source.OutOfFold.Rows} scored rows of {source.OutOfFold.Outputs} scores, for {scores.Count} names"));
        }

        var ordered = source.Ordered || source.OrderedBy is not null;
        var outcome = ordered ? source.OutOfFold : Shuffled(source.OutOfFold);
        return new MonitorReference
        {
            Task = outcome.Task,
            Threshold = outcome.Threshold,
            Costs = outcome.Costs,
            Values = outcome.Amounts.Count > 0 ? null : outcome.Values,
            ByValue = outcome.Amounts.Count == 0 && outcome.ByValue,
            Features = Columns(source.Columns, source.Rows, new Order(ordered, source.OrderedBy, source.GroupedBy), cancellation),
            Scores = Columns(
                [.. source.Scores.Select(name => new WatchedColumn(name, ColumnKind.Number))], () => [Block(scores, outcome)],
                new Order(true, null, null), cancellation),
            Metrics = [.. source.Metrics.Select(name => Measure(MetricCatalog.Get(name, outcome.Task), outcome, cancellation))],
        };
    }

    private static List<ReferenceColumn> Columns(
        IReadOnlyList<WatchedColumn> columns, Func<IEnumerable<RowBlock>> rows, Order order, CancellationToken cancellation)
    {
        var looks = Look(columns, rows, order, cancellation, out var segments);
        if (segments.Rows == 0)
        {
            throw new TrestleException(ReferenceErrors.NoReference("there are no rows"));
        }

        foreach (var block in rows())
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (segment, part) in segments.Divide(block))
            {
                foreach (var look in looks)
                {
                    look.Add(segment, part);
                }
            }
        }

        return [.. looks.Select(look => look.Column())];
    }

    /// <summary>The first scan.</summary>
    private static List<SegmentedColumn> Look(
        IReadOnlyList<WatchedColumn> columns, Func<IEnumerable<RowBlock>> rows, Order order, CancellationToken cancellation,
        out Segments segments)
    {
        RowSchema? schema = null;
        var total = 0L;
        var asked = columns.Where(column => column.Compared).SelectMany(column => column.Kind == ColumnKind.Number
            ? new Stat[] { new Quantiles(column.Name), new Moments(column.Name) }
            : [new Frequencies(column.Name)])
            .Concat(order.By is null ? [] : [new Quantiles(order.By)])
            .Distinct().ToArray();
        Dictionary<Stat, StatValue> values = [];
        foreach (var block in rows())
        {
            cancellation.ThrowIfCancellationRequested();
            if (schema is null)
            {
                schema = block.Schema;
                values = asked.ToDictionary(stat => stat, stat => stat.Start(schema));
            }

            total += block.Rows;
            foreach (var value in values.Values)
            {
                value.Add(block);
            }
        }

        if (schema is null)
        {
            segments = new Segments(0, 0, order.Known, null);
            return [];
        }

        var answers = new StatValues(values);
        var made = ReferenceVariation.Segments(total);
        segments = new Segments(
            made,
            total,
            order.Known,
            order.By is { } by ? (schema.Require(by, ColumnKind.Number, "monitor"), Cuts(answers.Of(new Quantiles(by)), made)) : null,
            order.Group is { } group ? schema.Require(group, "monitor") : null);
        return [.. columns.Select(column => new SegmentedColumn(
            column,
            schema,
            made,
            column is { Compared: true, Kind: ColumnKind.Number } ? Edges(answers.Of(new Quantiles(column.Name))) : null,
            column is { Compared: true, Kind: ColumnKind.Number } ? answers.Of(new Moments(column.Name)) : null,
            column is { Compared: true, Kind: ColumnKind.Text } ? [.. answers.Of(
                new Frequencies(column.Name)).Ordered().Take(MostCategories).Select(entry => entry.Key)] : null))];
    }

    /// <summary>Every value when there are few, otherwise quantiles.</summary>
    private static double[] Edges(QuantilesValue quantiles) =>
        quantiles.Values.Length < Bins ? quantiles.Values.ToArray() : Cuts(quantiles, Bins);

    /// <summary>Values that divide a distribution into parts of about equal size.</summary>
    private static double[] Cuts(QuantilesValue quantiles, int parts) => quantiles.Count == 0
        ? []
        : [.. Enumerable.Range(1, parts - 1).Select(i => quantiles.Quantile((double)i / parts)).Distinct()];

    /// <summary>The rows in random order, those of a group together, so that neighbours are alike only as rows of a group are.</summary>
    private static Outcome Shuffled(Outcome outcome)
    {
        var order = Enumerable.Range(0, outcome.Rows).ToArray();
        Array.Sort(Array.ConvertAll(order, row => SplitMix.Mix(
            outcome.Dependence.Groups is { } groups && !double.IsNaN(groups[row])
                ? BitConverter.DoubleToUInt64Bits(groups[row])
                : ~(ulong)row)), order);
        return outcome.Take(order);
    }

    private static RowBlock Block(RowSchema schema, Outcome outcome) =>
        RowBlock.Trusted(schema, outcome.Rows, [.. Enumerable.Range(0, outcome.Outputs)
        .Select(output => Enumerable.Range(0, outcome.Rows).Select(row => outcome.Scores[(row * outcome.Outputs) + output]).ToArray())]);

    private static ReferenceMetric Measure(IMetric metric, Outcome outcome, CancellationToken cancellation)
    {
        var step = Math.Max(1, outcome.Rows / BootstrapRows);
        var some = step == 1 ? outcome : outcome.Take([.. Enumerable.Range(0, outcome.Rows / step).Select(i => i * step)]);
        var error = Sampling.Error(
            Bootstrap.Of(metric, some, Resamples, Sampling.Level, Sampling.Seed, cancellation)) * Math.Sqrt(
                (double)some.Rows / outcome.Rows);
        var segments = Math.Min(MostMetricSegments, outcome.Rows / SmallestMetricSegment);
        var values = Enumerable.Range(0, segments)
            .Select(i => ((long)i * outcome.Rows / segments, (long)(i + 1) * outcome.Rows / segments))
            .Select(part => metric.Measure(outcome.Take([.. Enumerable.Range((int)part.Item1, (int)(part.Item2 - part.Item1))])))
            .Where(double.IsFinite)
            .ToArray();
        var mean = values.Length == 0 ? 0 : values.Average();
        var variance = values.Length < 2 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        return new ReferenceMetric(
            metric.Name, metric.Measure(outcome), error, Math.Sqrt(Math.Max(0, variance - (error * error * segments))), outcome.Rows)
        {
            Baseline = Baseline(metric, outcome),
        };
    }

    /// <summary>
    /// The metric of a prediction that is the same for every row: the shares of the classes, or the better of mean and median.
    /// </summary>
    private static double Baseline(IMetric metric, Outcome outcome)
    {
        double Of(double[] scores) => metric.Measure(
            outcome with { Scores = [.. Enumerable.Range(0, outcome.Rows * outcome.Outputs).Select(i => scores[i % outcome.Outputs])] });
        if (outcome.Task == TaskKind.Regression)
        {
            double[] sorted = [.. outcome.Labels.Order()];
            var (mean, median) = (Of([outcome.Labels.Average()]), Of([Quantile.OfSorted(sorted, 0.5)]));
            return metric.HigherIsBetter ? Math.Max(mean, median) : Math.Min(mean, median);
        }

        double Share(int of) => outcome.Labels.Count(label => label == of) / (double)outcome.Rows;
        var constant = Of(outcome.Outputs == 1 ? [Share(1)] : [.. Enumerable.Range(0, outcome.Outputs).Select(Share)]);

        // A prediction that never says yes has no precision; it is worth nothing.
        return double.IsNaN(constant) && metric.HigherIsBetter ? 0 : constant;
    }

    /// <summary>What is known of the order of rows.</summary>
    private sealed record Order(bool Known, string? By, string? Group);
}
