using Trestle.Rows.Keyed;

namespace Trestle.Stages.Curate;

/// <summary>The columns that a join adds.</summary>
internal static class JoinOutputs
{
    /// <summary>Columns of the row that is found.</summary>
    public static IEnumerable<(LookUpColumn Output, ColumnContract Contract)> OfRow(
        IReadOnlyList<ColumnContract> columns, RowSchema typed, string prefix) => columns.Select(column => (
            new LookUpColumn(column.Name, prefix + column.Name, typed[typed.Find(column.Name)].Kind),
            column with { Name = prefix + column.Name }));

    /// <summary>What is made of all rows of a key; error TR0532 for a sum or deviation of texts.</summary>
    public static IEnumerable<(LookUpColumn Output, ColumnContract Contract)> OfRows(
        JoinSettings settings, Contract other, RowSchema typed, string prefix, string where) => settings.Aggregates.Select(entry =>
    {
        var (name, what, column) = (prefix + entry.Key, entry.Value.Of, entry.Value.Column);
        var kind = column is null ? ColumnKind.Number : typed[typed.Find(column)].Kind;
        var counts = what is KeyedAggregate.Count or KeyedAggregate.Distinct;
        var ofOneRow = what is KeyedAggregate.Last or KeyedAggregate.Latest or KeyedAggregate.Lag;
        var keeps = ofOneRow || what is KeyedAggregate.Min or KeyedAggregate.Max;
        if (kind == ColumnKind.Text && !counts && !ofOneRow)
        {
            throw new TrestleException(CurateErrors.OfTexts(entry.Key, what, column!, settings.Table, where));
        }

        var of = column is null ? null : other.Find(column);
        return (
            new LookUpColumn(column ?? "", name, counts ? ColumnKind.Number : kind)
            {
                Of = what,
                Rows = entry.Value.Rows,
                Window = entry.Value.Window?.TotalMicroseconds,
            },
            keeps ? of! with { Name = name } : new ColumnContract
            {
                Name = name,
                Type = ColumnType.Number,
                Private = of?.Private == true,
            });
    });
}
