using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Curate;

/// <summary>
/// Makes a long table wide: for each value of a column the keyed table gets a column, which has the row's figure where the row has this
/// value, and nothing elsewhere. What is made of several rows of a key is an aggregate of that column, as of the row's time like any other.
/// </summary>
internal sealed class Pivot
{
    /// <summary>The value whose column those have that no other column is for.</summary>
    public const string OtherValues = "other";

    private readonly PivotSettings settings;
    private readonly ColumnType type;
    private readonly string[] values;
    private readonly Dictionary<string, int> places;
    private readonly bool isPrivate;
    private readonly string where;

    /// <summary>The names of the new columns in the keyed table, and after its prefix in the main one: <c>test=glucose</c>.</summary>
    private readonly string[] names;

    private Pivot(PivotSettings settings, string[] values, ColumnContract by, string where)
    {
        (this.settings, this.values, this.where) = (settings, values, where);
        (type, isPrivate) = (by.Type, by.Private);
        places = values.Select((value, place) => (value, place))
            .ToDictionary(pair => pair.value, pair => pair.place, StringComparer.OrdinalIgnoreCase);
        names = [.. values.Concat(HasOther ? [OtherValues] : []).Select(value => $"{settings.By}={value}")];
    }

    private bool HasOther => settings.Unseen == UnseenValue.Other;

    /// <summary>The join with aggregates in place of the pivot, and the rows with the columns of these.</summary>
    /// <param name="join">The join.</param>
    /// <param name="rows">The rows of the table.</param>
    /// <param name="place">The place of a setting, for messages.</param>
    /// <param name="cancellation">Ends the search for values early.</param>
    public static (JoinSettings Join, LookedUpRows Rows) Expand(
        JoinSettings join, LookedUpRows rows, Func<string, string> place, CancellationToken cancellation)
    {
        var (settings, where) = (join.Pivot!, place("pivot"));
        foreach (var (setting, name) in new[] { ("pivot.by", settings.By), ("pivot.value", settings.Value ?? settings.By) })
        {
            if (rows.Contract.Find(name) is null || rows.Ignored.Contains(name))
            {
                throw new TrestleException(CurateErrors.UnknownColumn(
                    setting, name, join.Table, [.. rows.Contract.Columns.Select(column => column.Name).Except(rows.Ignored)], where));
            }
        }

        var by = rows.Contract.Find(settings.By)!;
        string[] values = settings.Values.Count > 0
            ? [.. settings.Values.Distinct(StringComparer.OrdinalIgnoreCase)]
            : Learned(join.Table, settings, rows, by, where, cancellation);
        var filled = settings.Value is null ? null : rows.Contract.Find(settings.Value);
        var pivot = new Pivot(settings, values, by, where);
        var made = pivot.names.Select(name => (filled ?? new ColumnContract { Name = name, Type = ColumnType.Number }) with
        {
            Name = name,
            Private = by.Private || filled?.Private == true,
        });
        return (
            join with
            {
                Aggregates = pivot.names.ToDictionary(
                    name => name, name => new AggregateSettings { Of = settings.What, Column = name }, StringComparer.Ordinal),
            },
            rows with
            {
                Contract = rows.Contract with { Columns = [.. rows.Contract.Columns, .. made] },
                Open = printed => pivot.Wide(rows.Open(printed)),
            });
    }

    /// <summary>All values, in order; TR0343 where there are too many for columns.</summary>
    private static string[] Learned(
        string table, PivotSettings settings, LookedUpRows rows, ColumnContract by, string where, CancellationToken cancellation)
    {
        if (by.Private)
        {
            throw new TrestleException(PivotErrors.Private(settings.By, table, where));
        }

        var (schema, blocks) = rows.Open([]);
        var (at, found) = (schema.Find(settings.By), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var block in blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var text in Texts(block, at, by.Type))
            {
                if (text is not null && found.Add(text) && found.Count > settings.Most && Different(found).Count() > settings.Most)
                {
                    throw new TrestleException(PivotErrors.TooManyValues(settings.By, table, settings.Most, where));
                }
            }
        }

        return [.. Different(found)];

        // Of values that differ in case alone, the first spelling in order has the column, whatever the order of the rows.
        static IEnumerable<string> Different(IEnumerable<string> all) => all.Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The values as people write them: 5, true, 2024-01-05, 2024-01-05T13:30:00.</summary>
    private static string?[] Texts(RowBlock block, int at, ColumnType type) => block.Schema[at].Kind == ColumnKind.Text
        ? (string?[])block.Raw(at)
        : Array.ConvertAll((double[])block.Raw(at), value => double.IsNaN(value) ? null : Written(value, type));

    private static string? Written(double value, ColumnType type) => type switch
    {
        ColumnType.Boolean => value != 0 ? "true" : "false",
        ColumnType.Date => IsoDate.Of(value) ?? PrintNumber.Print(value),
        _ => PrintNumber.Print(value),
    };

    private (RowSchema Schema, IEnumerable<RowBlock> Blocks) Wide((RowSchema Schema, IEnumerable<RowBlock> Blocks) rows)
    {
        var by = rows.Schema.Find(settings.By);
        var value = settings.Value is { } name ? rows.Schema.Find(name) : -1;
        var kind = value < 0 ? ColumnKind.Number : rows.Schema[value].Kind;
        var schema = new RowSchema([.. rows.Schema.Columns, .. names.Select(column => new Column(column, kind))]);
        return (schema, rows.Blocks.Select(block => new RowBlock(
            schema, block.Rows,
            [
                .. Enumerable.Range(0, block.Schema.Count).Select(block.Raw),
                .. kind == ColumnKind.Text
                    ? Spread<string?>(block, by, row => block.Texts(value)[row], null)
                    : Spread(block, by, row => value < 0 ? 1 : block.Numbers(value)[row], double.NaN),
            ])));
    }

    private Array[] Spread<T>(RowBlock block, int by, Func<int, T> valueOf, T none)
    {
        var made = Array.ConvertAll(names, _ => Enumerable.Repeat(none, block.Rows).ToArray());
        var texts = Texts(block, by, type);
        for (var row = 0; row < block.Rows; row++)
        {
            if (texts[row] is not { } text)
            {
                continue;
            }

            var at = places.TryGetValue(text, out var place) ? place : HasOther ? values.Length : -1;
            if (at >= 0)
            {
                made[at][row] = valueOf(row);
            }
            else if (settings.Unseen == UnseenValue.Refuse)
            {
                throw new TrestleException(PivotErrors.Unseen(settings.By, isPrivate ? null : text, where), ExitCode.Refused);
            }
        }

        return made;
    }
}
