using System.Globalization;

using Trestle.Core.Configuration;
using Trestle.Rows.Expressions;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Ingest;

/// <summary>
/// A target that is true where something happens within some time after a row: where another table has a row of the same key. Where the
/// events are not known for that long, nothing is known of the row, unless it has happened already.
/// </summary>
internal sealed class EventLabels(LabelSettings label, TableSettings table, Func<string, string> where)
{
    private const char KeyEnd = '\u001f';

    private readonly LabelEvent wanted = label.Event!;

    private long happened;
    private long young;
    private long unplaced;

    /// <summary>Adds the target.</summary>
    public MadeLabels Make(Import import, Import events, TableEngine tables, CancellationToken cancellation)
    {
        var times = Times(events, cancellation);
        var at = wanted.At ?? table.Time!;
        var keys = wanted.On.Select(key => key.Main).ToArray();
        var rows = Typed(table, import, null, [.. keys, at], at, cancellation);
        var until = wanted.KnownUntil ?? times.Values.Select(of => of[^1]).DefaultIfEmpty(double.NegativeInfinity).Max();
        var schema = new RowSchema([new Column(table.Target, ColumnKind.Text)]);
        var whole = tables.Append(
            import, schema,
            rows.Select(block => new RowBlock(schema, block.Rows, [Labels(block, keys, at, times, until)])), cancellation);
        return new MadeLabels(whole, [.. Notes(until)]);
    }

    private IEnumerable<string> Notes(double until)
    {
        var (target, last) = (table.Target, DateTime.UnixEpoch.AddMicroseconds(double.IsFinite(until) ? until : 0));
        yield return $"the target '{target}' is true where '{wanted.Table}' has a row within {Duration.Print(wanted.Within)} after: "
            + Format.Count(happened, "row");
        if (young > 0)
        {
            yield return $"{Format.Count(young, "row")} without a target: what happens to them is known up to "
                + $"{last.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}, less than {Duration.Print(wanted.Within)} "
                + "after them";
        }

        if (unplaced > 0)
        {
            yield return $"{Format.Count(unplaced, "row")} without a key or a time: without a target";
        }
    }

    private string?[] Labels(
        RowBlock block, string[] keys, string at, Dictionary<string, double[]> events, double until)
    {
        var labels = new string?[block.Rows];
        var times = block.Numbers(block.Schema.Find(at));
        var key = Keys(block, keys);
        var within = wanted.Within.TotalMicroseconds;
        for (var row = 0; row < labels.Length; row++)
        {
            if (key[row] is not { } own || double.IsNaN(times[row]))
            {
                unplaced++;
            }
            else if (events.TryGetValue(own, out var known) && HasOne(known, times[row], within))
            {
                (labels[row], happened) = (MadeLabels.Word(1), happened + 1);
            }
            else if (times[row] + within <= until)
            {
                labels[row] = MadeLabels.Word(0);
            }
            else
            {
                young++;
            }
        }

        return labels;
    }

    /// <summary>Whether one of some times, in order, is after a time and not later than some length of time after it.</summary>
    private static bool HasOne(double[] times, double after, double within)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = times[middle] <= after ? (middle + 1, high) : (low, middle);
        }

        return low < times.Length && times[low] <= after + within;
    }

    /// <summary>The times of the events that count, in order, by key.</summary>
    private Dictionary<string, double[]> Times(Import events, CancellationToken cancellation)
    {
        var keys = wanted.On.Select(key => key.Table).ToArray();
        var settings = label.EventColumns ?? new TableSettings { Target = "" };
        string[] named = [.. keys, wanted.Time, .. wanted.Where?.Columns ?? []];
        var found = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        Func<RowBlock, bool[]>? counts = null;
        foreach (var block in Typed(settings, events, wanted.Table, named, wanted.Time, cancellation, typing => counts = Condition(typing)))
        {
            var times = block.Numbers(block.Schema.Find(wanted.Time));
            var (key, count) = (Keys(block, keys), counts?.Invoke(block));
            for (var row = 0; row < block.Rows; row++)
            {
                if (key[row] is { } own && !double.IsNaN(times[row]) && count?[row] != false)
                {
                    (found.TryGetValue(own, out var known) ? known : found[own] = []).Add(times[row]);
                }
            }
        }

        return found.ToDictionary(entry => entry.Key, entry => entry.Value.Order().ToArray(), StringComparer.Ordinal);
    }

    private Func<RowBlock, bool[]>? Condition(RawTyping typing) => wanted.Where is null ? null
        : TypedExpression.CheckCondition(wanted.Where, typing.Columns, where("label.event.where"))
            .BindCondition(typing.Plan.Output, "label.event.where");

    private IEnumerable<RowBlock> Typed(
        TableSettings settings, Import import, string? name, string[] named, string time, CancellationToken cancellation,
        Action<RawTyping>? known = null)
    {
        var schema = import.Table.Schema;
        if (named.FirstOrDefault(column => schema.Find(column) < 0) is { } missing)
        {
            throw new TrestleException(LabelErrors.UnknownColumn(
                "label.event", missing, name, [.. schema.Columns.Select(column => column.Name)], where("label.event")));
        }

        string[] columns = [.. named.Distinct(StringComparer.Ordinal)];
        var typing = RawTyping.Of(settings, import, columns, cancellation, where("label.event"));
        var type = typing.Columns.Single(column => column.Name == time).Type;
        if (type != ColumnType.Date)
        {
            throw new TrestleException(LabelErrors.NoDates(time, $"a {type.ToString().ToLowerInvariant()}", where("label.event")));
        }

        known?.Invoke(typing);
        return import.Table.Scan(columns, null, cancellation).Select(block =>
        {
            cancellation.ThrowIfCancellationRequested();
            return typing.Plan.Apply(block);
        });
    }

    /// <summary>The key of each row as a text, numbers as they are printed; null where a part of it has no value.</summary>
    private static string?[] Keys(RowBlock block, string[] columns)
    {
        var keys = new string?[block.Rows];
        Array.Fill(keys, "");
        foreach (var column in columns)
        {
            var position = block.Schema.Find(column);
            var isText = block.Schema[position].Kind == ColumnKind.Text;
            for (var row = 0; row < keys.Length; row++)
            {
                var part = isText ? block.Texts(position)[row] : PrintNumber.Print(block.Numbers(position)[row]);
                keys[row] = part is null || keys[row] is null ? null : $"{keys[row]}{part}{KeyEnd}";
            }
        }

        return keys;
    }
}
