using System.Text.Json;

using Microsoft.Data.Sqlite;

using Trestle.Core.Configuration;
using Trestle.Stages.Ingest;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.Ingest;

public sealed class FileConnectorContract : ConnectorContract
{
    protected override IConnector Connector => new FileConnector();

    protected override SourceSettings Missing => new() { Path = ["no-such.csv"] };

    protected override SourceSettings Put(IReadOnlyList<(string? City, double Age)> rows)
    {
        using var file = new StreamWriter(Folder.At("table.csv"));
        var block = CsvContract.Table(rows);
        var csv = new Trestle.Rows.Csv.CsvWriter(file);
        csv.WriteHeader(block.Schema);
        for (var row = 0; row < block.Rows; row++)
        {
            csv.WriteRow(block, row);
        }

        return new SourceSettings { Path = ["table.csv"] };
    }
}

/// <summary>A program that prints a file.</summary>
public sealed class ProgramConnectorContract : ConnectorContract
{
    protected override IConnector Connector => new ProgramConnector();

    protected override SourceSettings Missing => new() { Program = ["cat", "no-such.csv"] };

    protected override SourceSettings Put(IReadOnlyList<(string? City, double Age)> rows)
    {
        File.WriteAllLines(Folder.At("table.jsonl"), rows.Select(row => JsonSerializer.Serialize(new { city = row.City, age = row.Age })));
        return new SourceSettings { Program = ["cat", "table.jsonl"], Format = "jsonl" };
    }
}

public sealed class DatabaseConnectorContract : ConnectorContract
{
    private readonly DatabaseAddress address = DatabaseAddress.Parse("sqlite:table.db");

    protected override IConnector Connector => new DatabaseConnector();

    protected override SourceSettings Missing => new() { Database = new DatabaseSettings { Connection = address, Table = "people" } };

    protected override SourceSettings Put(IReadOnlyList<(string? City, double Age)> rows)
    {
        using var open = new SqliteConnection($"Data Source={Folder.At("table.db")};Pooling=false");
        open.Open();
        using var command = open.CreateCommand();
        command.CommandText = "DROP TABLE IF EXISTS persons; CREATE TABLE persons (city TEXT, age REAL)";
        command.ExecuteNonQuery();
        foreach (var (city, age) in rows)
        {
            command.CommandText = "INSERT INTO persons VALUES ($city, $age)";
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$city", (object?)city ?? DBNull.Value);
            command.Parameters.AddWithValue("$age", age);
            command.ExecuteNonQuery();
        }

        return new SourceSettings { Database = new DatabaseSettings { Connection = address, Table = "persons" } };
    }
}
