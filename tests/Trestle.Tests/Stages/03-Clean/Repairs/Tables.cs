using Trestle.Rows.Blocks;
using Trestle.Stages.Clean.Repairs;

namespace Trestle.Tests.Stages.Clean.Repairs;

/// <summary>Small tables to search for repairs in.</summary>
internal static class Tables
{
    /// <summary>A table of columns of texts.</summary>
    public static TextTable Of(params (string Name, IEnumerable<string?> Values)[] columns)
    {
        var arrays = columns.Select(column => column.Values.ToArray()).ToArray();
        var schema = new RowSchema(columns.Select(column => new Column(column.Name, ColumnKind.Text)));
        return TextTable.Of(schema, [new RowBlock(schema, arrays[0].Length, arrays)]);
    }

    /// <summary>A table of columns of texts.</summary>
    public static TextTable Of((string Name, string?[] Values)[] columns) =>
        Of([.. columns.Select(column => (column.Name, (IEnumerable<string?>)column.Values))]);

    /// <summary>The texts in turns.</summary>
    public static IEnumerable<string?> Times(int rows, params string?[] texts) =>
        Enumerable.Range(0, rows).Select(row => texts[row % texts.Length]);

    /// <summary>The new values of the cells that a search changes: column, old value and new one.</summary>
    public static (string Column, string? Before, string? After)[] Repaired(TextTable table) =>
        [.. table.Changes(RepairSearch.Run(table, Xunit.TestContext.Current.CancellationToken).Repaired)
            .Select(change => (change.Column, change.Before, change.After)).Distinct()];

    /// <summary>Clinics with their cities and states, sixty rows of twelve clinics.</summary>
    public static (string Name, string?[] Values)[] Clinics()
    {
        string[] cities = ["birmingham", "montgomery", "huntsville", "tuscaloosa", "anchorage", "florence"];
        var rows = Enumerable.Range(0, 120).ToArray();
        return
        [
            ("clinic", [.. rows.Select(row => $"clinic {Letter(row % 12)}")]),
            ("zip", [.. rows.Select(row => $"{35200 + (row % 12)}")]),
            ("city", [.. rows.Select(row => cities[row % 6])]),
            ("visits", [.. rows.Select(row => $"{100 + (row * 37 % 90)}")]),
        ];
    }

    private static string Letter(int number) => $"{(char)('a' + number)}";
}
