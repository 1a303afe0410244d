using System.Globalization;

using Shouldly;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Csv;
using Trestle.Testing;
using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>A folder and an engine for one test.</summary>
public abstract class TableTest : IDisposable
{
    protected TableTest() => Engine = NewEngine(threads: 2);

    protected TempFolder Folder { get; } = new();

    protected TableEngine Engine { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected TableEngine NewEngine(int threads) => new(new TableEngineSettings(threads, 1L << 30, Folder.At("engine")));

    protected Import ReadCsv(string path, Func<CsvOptions, CsvOptions>? with = null)
    {
        var options = new CsvOptions { Paths = [path] };
        return Engine.ReadCsv(with is null ? options : with(options), Cancellation);
    }

    /// <summary>All rows as text, "∅" for a missing value.</summary>
    protected static string[] Lines(ParquetTable table, params string[] columns) =>
        [.. table.Scan(columns.Length == 0 ? null : columns, null, Cancellation).SelectMany(Lines)];

    protected static IEnumerable<string> Lines(RowBlock block)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            yield return string.Join("|", Enumerable.Range(0, block.Schema.Count).Select(column => Cell(block, column, row)));
        }
    }

    protected static double[] Numbers(ParquetTable table, string column) =>
        [.. table.Scan([column], null, Cancellation).SelectMany(block => block.Numbers(0).ToArray())];

    protected static Problem Refused(Action action) => Should.Throw<TrestleException>(action).Problems.ShouldHaveSingleItem();

    public void Dispose()
    {
        Engine.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private static string Cell(RowBlock block, int column, int row) => block.Schema[column].Kind == ColumnKind.Text
        ? block.Texts(column)[row] ?? "∅"
        : double.IsNaN(block.Numbers(column)[row]) ? "∅" : block.Numbers(column)[row].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A snapshot as one table, with the number and the fold of each row.</summary>
    protected ParquetTable Placed(Trestle.Storage.Tables.Snapshot snapshot, string name) =>
        Engine.Write(snapshot.Schema, snapshot.Scan(null, Cancellation), Folder.At(name), Cancellation);
}
