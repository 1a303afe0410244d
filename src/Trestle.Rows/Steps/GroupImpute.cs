using System.Globalization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Puts a value where there is none: what rows of the same group have (the median income of a city). Rows of a group without values, or
/// without a group, get what all rows have.
/// </summary>
public sealed record GroupImpute : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "group-impute";

    /// <inheritdoc/>
    [Setting("Columns to impute.", Example = "[income]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The column whose values are the groups.</summary>
    [Setting("The column whose values are the groups.", Example = "city")]
    public string By { get; init; } = "";

    /// <summary>What to fill with.</summary>
    [Setting("What replaces missing values: mean, median or most-frequent.", Example = "mean")]
    public ImputeStrategy Strategy { get; init; } = ImputeStrategy.Median;

    /// <inheritdoc/>
    IReadOnlyList<string>? IRowStep.Reads => Columns is null ? null : [.. Columns, By];

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [.. Chosen(input).Select(column => new PairCounts(By, column))];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values) => new FittedGroupImpute(
        By, [.. Chosen(input).Select(column => Fill(input[input.Find(column)], values.Of(new PairCounts(By, column))))]);

    private IReadOnlyList<string> Chosen(RowSchema input)
    {
        var columns = ColumnChoice.Required(Columns, input, Name);
        if (ReservedColumns.Contains(By))
        {
            throw new TrestleException(RowErrors.ReservedColumn(By, Name));
        }

        input.Require(By, Name);
        if (Strategy == ImputeStrategy.Constant || columns.Contains(By, StringComparer.Ordinal))
        {
            throw new TrestleException(RowErrors.BadSetting(
                Name, Strategy == ImputeStrategy.Constant ? "strategy" : "by", "groups that decide nothing",
                "mean, median or most-frequent, by another column"));
        }

        foreach (var column in columns.Where(_ => Strategy != ImputeStrategy.MostFrequent))
        {
            input.Require(column, ColumnKind.Number, Name);
        }

        return columns;
    }

    private GroupFill Fill(Column column, PairCountsValue counts)
    {
        var groups = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var all = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (group, found) in counts.Groups())
        {
            groups.Add(group, Value(column.Kind, found));
            foreach (var (text, rows) in found)
            {
                all[text] = all.GetValueOrDefault(text) + rows;
            }
        }

        return new GroupFill(column.Name, column.Kind, groups, all.Count == 0 ? null : Value(column.Kind, all));
    }

    private string Value(ColumnKind kind, IEnumerable<KeyValuePair<string, long>> counts)
    {
        if (kind == ColumnKind.Text)
        {
            return counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).First().Key;
        }

        var numbers = counts.Select(entry => (Value: double.Parse(entry.Key, CultureInfo.InvariantCulture), Rows: entry.Value))
            .OrderBy(entry => entry.Value).ToArray();
        var rows = numbers.Sum(entry => entry.Rows);
        var value = Strategy switch
        {
            ImputeStrategy.Mean => numbers.Sum(entry => entry.Value * entry.Rows) / rows,
            ImputeStrategy.Median => (At(numbers, (rows - 1) / 2) + At(numbers, rows / 2)) / 2,
            _ => numbers.MaxBy(entry => entry.Rows).Value,
        };
        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    private static double At((double Value, long Rows)[] numbers, long rank)
    {
        var at = 0;
        while (rank >= numbers[at].Rows)
        {
            rank -= numbers[at++].Rows;
        }

        return numbers[at].Value;
    }
}

/// <summary>What a column is filled with, group by group; numbers as texts that give them to the last bit.</summary>
/// <param name="Column">The column.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Groups">The value of each group.</param>
/// <param name="Otherwise">The value for other rows; null leaves them as they are.</param>
public sealed record GroupFill(string Column, ColumnKind Kind, IReadOnlyDictionary<string, string> Groups, string? Otherwise);

/// <summary>A fitted <see cref="GroupImpute"/>.</summary>
public sealed record FittedGroupImpute(string By, IReadOnlyList<GroupFill> Fills) : IFittedStep
{
    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) =>
        has(By) && Fills.Where(fill => has(fill.Column)).ToArray() is { Length: > 0 } kept ? this with { Fills = kept } : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        var binder = new StepBinder(input, GroupImpute.Name);
        var by = binder.Find(By, out _);
        foreach (var fill in Fills)
        {
            var position = binder.Find(fill.Column, fill.Kind);
            var groups = fill.Groups.ToDictionary(StringComparer.Ordinal);
            binder.Replace(position, fill.Kind, [by], block =>
            {
                var keys = CellTexts.Of(block, by).ToArray();
                return CellTexts.Change(block, position, (row, text) => text
                    ?? (keys[row] is { } key && groups.TryGetValue(key, out var value) ? value : fill.Otherwise));
            });
        }

        return binder.Done();
    }
}
