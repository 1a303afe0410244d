using System.Text.RegularExpressions;

using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Curate;

/// <summary>
/// Proposes aggregates of a table by a foreign key: how many rows, and of each number the last value, and mean, sum and trend in each
/// window. It is a join like any other, so that no row sees later ones; stage 7 keeps in each fold what pays.
/// </summary>
internal static partial class DeepJoin
{
    /// <summary>The join, and what should be told.</summary>
    /// <param name="deep">What the configuration says.</param>
    /// <param name="main">The contract of the main table.</param>
    /// <param name="other">The contract of the table.</param>
    /// <param name="ignored">Columns of the table that are ignored.</param>
    /// <param name="where">The place of a setting, for messages.</param>
    public static (JoinSettings Join, string? Told) Of(
        DeepSettings deep, Contract main, Contract other, IReadOnlyList<string> ignored, Func<string, string> where)
    {
        ColumnContract[] open = [.. other.Columns.Where(column => !ignored.Contains(column.Name))];
        var on = deep.On.Count > 0 ? deep.On : [Key(deep, main, open, where("on"))];
        var time = deep.AsOf ?? Time(deep, open, where("as-of"));
        string[] aside = [.. on.Select(key => key.Table), time, deep.Known ?? time];
        string[] columns = deep.Columns is { } named
            ? [.. named]
            :
            [
                .. open.Where(column => column is { Private: false, Type: ColumnType.Number or ColumnType.Boolean })
                    .Select(column => column.Name).Where(name => !aside.Contains(name) && !IsKeyName().IsMatch(name)),
            ];
        var proposed = Proposed(columns, deep.Windows).ToArray();
        var told = proposed.Length <= deep.Most ? null
            : $"{deep.Most} of {proposed.Length} aggregates are proposed, up to '{proposed[deep.Most - 1].Key}': name columns or windows, "
                + "or raise most";
        return (
            new JoinSettings
            {
                Table = deep.Table,
                On = on,
                AsOf = time,
                At = deep.At,
                Known = deep.Known,
                Aggregates = proposed.Take(deep.Most).ToDictionary(StringComparer.Ordinal),
                Prefix = $"{deep.Table}.deep.",
            },
            told);
    }

    /// <summary>Aggregates, the plainest first: where some have to be left out, every column has had its turn.</summary>
    private static IEnumerable<KeyValuePair<string, AggregateSettings>> Proposed(
        IReadOnlyList<string> columns, IReadOnlyList<TimeSpan> windows)
    {
        var lengths = windows.Distinct().Order().ToArray();
        foreach (var window in lengths)
        {
            yield return new($"count.{Duration.Print(window)}", new AggregateSettings { Of = KeyedAggregate.Count, Window = window });
        }

        foreach (var column in columns)
        {
            yield return new($"{column}.last", new AggregateSettings { Of = KeyedAggregate.Latest, Column = column });
        }

        foreach (var what in new[] { KeyedAggregate.Mean, KeyedAggregate.Sum, KeyedAggregate.Trend })
        {
            foreach (var window in lengths)
            {
                foreach (var column in columns)
                {
                    yield return new(
                        $"{column}.{what.ToString().ToLowerInvariant()}.{Duration.Print(window)}",
                        new AggregateSettings { Of = what, Column = column, Window = window });
                }
            }
        }
    }

    /// <summary>The foreign key: the one column of both tables that names something; TR0340 where there is not just one.</summary>
    private static JoinKey Key(DeepSettings deep, Contract main, IReadOnlyList<ColumnContract> other, string where)
    {
        ColumnContract[] shared =
        [
            .. ContractSteps.Features(main).Where(column => other.Any(
                own => own.Name == column.Name && own.Type == column.Type && !own.Private && !column.Private)),
        ];
        ColumnContract[] keys = [.. shared.Where(column => column.Type == ColumnType.Text || IsNumberedKey(column))];
        return keys is [var only]
            ? new JoinKey { Main = only.Name, Table = only.Name }
            : throw new TrestleException(DeepErrors.NoForeignKey(deep.Table, [.. keys.Select(column => column.Name)], where));
    }

    /// <summary>The time of the rows; TR0341 where the table has not just one column of dates.</summary>
    private static string Time(DeepSettings deep, IReadOnlyList<ColumnContract> other, string where)
    {
        string[] dates =
            [.. other.Where(column => column.Type == ColumnType.Date && column.Name != deep.Known).Select(column => column.Name)];
        return dates is [var only] ? only : throw new TrestleException(DeepErrors.NoEventTime(deep.Table, dates, where));
    }

    private static bool IsNumberedKey(ColumnContract column) => column.Type == ColumnType.Number && IsKeyName().IsMatch(column.Name);

    /// <summary>Names of columns that identify something: id, customer_id, OrderKey, zip_code.</summary>
    [GeneratedRegex("(^|[_ .-])(id|key|no|nr|num|number|code|uuid)$|[a-z](Id|ID|Key|No|Nr|Number|Code)$", RegexOptions.CultureInvariant)]
    private static partial Regex IsKeyName();
}
