using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>Finds the rows that break the contract, cell by cell, each with its reason.</summary>
internal sealed class QuarantineScan(UnitContext context, Contract contract, RawTable raw, RawRows rows, BoundPlan typing)
{
    private const int MostSamples = 1000;

    private readonly IReadOnlyDictionary<string, ColumnSettings> declared = context.Read(Section.Limits);
    private readonly Labels labels = new(contract);
    private readonly SortedSet<long> numbers = [];
    private readonly Dictionary<string, long> reasons = new(StringComparer.Ordinal);
    private readonly List<BadRow> samples = [];

    /// <summary>Looks at every row of every part except those without a target.</summary>
    public Quarantine Run(CancellationToken cancellation)
    {
        foreach (var fold in rows.Folds.Concat(rows.Held))
        {
            foreach (var block in rows.Source.Scan(fold, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                Look(block, typing.Apply(block));
            }
        }

        var looked = rows.Labelled + raw.UnreadableRows;
        foreach (var line in raw.Unreadable.GroupBy(line => line.Reason))
        {
            reasons[line.Key] = line.Count();
        }

        return new Quarantine
        {
            Rows = numbers.Count + raw.UnreadableRows,
            Share = looked == 0 ? 0 : (double)(numbers.Count + raw.UnreadableRows) / looked,
            RowNumbers = [.. numbers],
            Reasons =
            [
                .. reasons.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(
                    entry => new ValueCount(entry.Key, entry.Value)),
            ],
            Samples = [.. raw.Unreadable, .. samples.OrderBy(sample => sample.Row).ThenBy(sample => sample.Column, StringComparer.Ordinal)],
        };
    }

    private void Look(RowBlock block, RowBlock typed)
    {
        var row = block.Numbers(block.Schema.Find(ReservedColumns.Row));
        foreach (var column in ContractSteps.Features(contract))
        {
            var settings = declared.GetValueOrDefault(column.Name);
            var position = block.Schema.Find(column.Name);
            var parsed = typed.Schema.Find(column.Name);
            if (column.Type == ColumnType.Text)
            {
                LookAtTexts(block.Schema[position].Kind == ColumnKind.Text ? block.Texts(position) : default, row, column, settings);
                continue;
            }

            var values = typed.Numbers(parsed);
            var texts = block.Schema[position].Kind == ColumnKind.Text ? block.Texts(position) : default;
            for (var i = 0; i < values.Length; i++)
            {
                var value = values[i];
                if (double.IsNaN(value))
                {
                    var missing = texts.IsEmpty || ValueParser.IsNull(texts[i], contract.NullTokens);
                    if (!missing)
                    {
                        Bad(row[i], column, $"{column.Name} is not a {Words(column)}", texts[i]);
                    }
                    else if (settings?.Nullable == false)
                    {
                        Bad(row[i], column, $"{column.Name} is missing", null);
                    }
                }
                else if (value < settings?.Min || value > settings?.Max)
                {
                    Bad(row[i], column, $"{column.Name} is outside {settings.Min} to {settings.Max}", Labels.NumberName(value));
                }
            }
        }

        var target = labels.Of(block);
        for (var i = 0; i < target.Length; i++)
        {
            if (double.IsNaN(target[i]))
            {
                Bad(
                    row[i], contract.Find(contract.Target)!,
                    contract.Task == TaskKind.Regression
                        ? $"{contract.Target} is not a number"
                        : $"{contract.Target} is not a class of the training part",
                    null);
            }
        }
    }

    private void LookAtTexts(ReadOnlySpan<string?> texts, ReadOnlySpan<double> row, ColumnContract column, ColumnSettings? settings)
    {
        if (settings is null || (settings.Values.Count == 0 && settings.Nullable != false))
        {
            return;
        }

        for (var i = 0; i < texts.Length; i++)
        {
            if (ValueParser.IsNull(texts[i], contract.NullTokens))
            {
                if (settings.Nullable == false)
                {
                    Bad(row[i], column, $"{column.Name} is missing", null);
                }
            }
            else if (settings.Values.Count > 0 && !settings.Values.Contains(texts[i]!.Trim(), StringComparer.OrdinalIgnoreCase))
            {
                Bad(row[i], column, $"{column.Name} is not one of the allowed values", texts[i]);
            }
        }
    }

    private void Bad(double row, ColumnContract column, string reason, string? value)
    {
        numbers.Add((long)row);
        reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        if (samples.Count < MostSamples)
        {
            samples.Add(
                new BadRow(
                    (long)row, null, column.Name, reason,
                    column.Private || value is null ? null : value.Length <= 80 ? value : value[..80] + "…"));
        }
    }

    private static string Words(ColumnContract column) => column.Type switch
    {
        ColumnType.Number => $"number with a decimal '{column.DecimalMark}'",
        ColumnType.Boolean => "true or false value",
        _ => $"date written {string.Join(" or ", column.Formats)}",
    };
}
