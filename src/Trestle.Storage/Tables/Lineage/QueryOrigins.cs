namespace Trestle.Storage.Tables.Lineage;

/// <summary>A column of one of the tables that a query reads.</summary>
public sealed record TableColumn(string Table, string Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Table}.{Column}";
}

/// <summary>A column of a query's result, and the columns that its values are made of; none for a constant or a number of rows.</summary>
public sealed record ColumnOrigin(string Name, IReadOnlyList<TableColumn> From);

/// <summary>What the columns of a query's result are made of. It can be more than was needed, and is never less.</summary>
/// <param name="Columns">The columns of the result, in its order.</param>
/// <param name="Rows">The columns that decide which rows there are: of filters, joins, groups and orders.</param>
/// <param name="Told">Whether it could be told; else each column may be made of all columns of the tables.</param>
public sealed record QueryOrigins(IReadOnlyList<ColumnOrigin> Columns, IReadOnlyList<TableColumn> Rows, bool Told)
{
    /// <summary>The same with other names of the columns.</summary>
    public QueryOrigins Named(IReadOnlyList<string> names) =>
        this with { Columns = [.. Columns.Zip(names, (column, name) => column with { Name = name })] };
}
