using System.Text.Json;

using Apache.Arrow;
using Apache.Arrow.Types;

using Trestle.Rows.Csv;
using Trestle.Stages.Ingest;
using Trestle.Testing;
using Trestle.Testing.Contracts;
using Trestle.Tests.Storage.Tables.Sources;

namespace Trestle.Tests.Stages.Ingest;

public sealed class CsvContract : SourceContract
{
    protected override ISource Source => new CsvSource();

    protected override void Write(string path, IReadOnlyList<(string? City, double Age)> rows)
    {
        using var file = new StreamWriter(path);
        var block = Table(rows);
        var csv = new CsvWriter(file);
        csv.WriteHeader(block.Schema);
        for (var row = 0; row < block.Rows; row++)
        {
            csv.WriteRow(block, row);
        }
    }

    internal static Trestle.Rows.Blocks.RowBlock Table(IReadOnlyList<(string? City, double Age)> rows) => new TableBuilder()
        .Texts("city", [.. rows.Select(row => row.City)])
        .Numbers("age", [.. rows.Select(row => row.Age)])
        .Block();
}

public sealed class ParquetContract : SourceContract
{
    protected override ISource Source => new ParquetSource();

    protected override void Write(string path, IReadOnlyList<(string? City, double Age)> rows)
    {
        var block = CsvContract.Table(rows);
        Tables.Write(block.Schema, [block], path, CancellationToken.None);
    }
}

public sealed class JsonLinesContract : SourceContract
{
    protected override ISource Source => new JsonLinesSource();

    protected override void Write(string path, IReadOnlyList<(string? City, double Age)> rows) =>
        File.WriteAllLines(path, rows.Select(row => JsonSerializer.Serialize(new { city = row.City, age = row.Age })));
}

public sealed class ArrowContract : SourceContract
{
    protected override ISource Source => new ArrowSource();

    protected override void Write(string path, IReadOnlyList<(string? City, double Age)> rows)
    {
        var cities = new StringArray.Builder();
        var ages = new DoubleArray.Builder();
        foreach (var (city, age) in rows)
        {
            _ = city is null ? cities.AppendNull() : cities.Append(city);
            ages.Append(age);
        }

        ArrowFiles.Write(
            path, [new Field("city", StringType.Default, true), new Field("age", DoubleType.Default, true)],
            [cities.Build(), ages.Build()]);
    }
}

public sealed class ExcelContract : SourceContract
{
    protected override ISource Source => new ExcelSource();

    protected override void Write(string path, IReadOnlyList<(string? City, double Age)> rows) =>
        Workbooks.Write(path, [["city", "age"], .. rows.Select(row => new object?[] { row.City, row.Age })]);
}
