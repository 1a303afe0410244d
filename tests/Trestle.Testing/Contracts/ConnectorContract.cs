using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IConnector"/> promises. Derive a test class for each, which names the connector and puts a table to its place.
/// </summary>
public abstract class ConnectorContract : IContractFor<IConnector>, IDisposable
{
    private static readonly (string? City, double Age)[] Rows = [("Bern", 31), ("Zürich", 42.5), (null, -7), ("a,\"b\"", 0.125)];

    private readonly TableEngine tables;

    /// <summary>Opens a table engine for the rows.</summary>
    protected ConnectorContract() => tables = new TableEngine(new TableEngineSettings(1, 256L << 20, Folder.At("engine")));

    /// <summary>The connector under test.</summary>
    protected abstract IConnector Connector { get; }

    /// <summary>The folder of the project.</summary>
    protected TempFolder Folder { get; } = new();

    IEnumerable<IConnector> IContractFor<IConnector>.Subjects => [Connector];

    /// <summary>
    /// Makes or replaces the table, with the columns <c>city</c> and <c>age</c>; null is "no value". Gives the settings for it.
    /// </summary>
    protected abstract SourceSettings Put(IReadOnlyList<(string? City, double Age)> rows);

    /// <summary>Settings for a table that is not there.</summary>
    protected abstract SourceSettings Missing { get; }

    [Fact]
    public void Its_settings_are_taken_by_it_alone()
    {
        ContractAssert.Names(ConnectorCatalog.All.Select(connector => connector.Name));
        var settings = Put(Rows);
        ConnectorCatalog.All.Where(connector => connector.Takes(settings)).ShouldHaveSingleItem().ShouldBeOfType(Connector.GetType());
        settings.Name().ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void All_rows_are_read_with_their_types_and_again_alike()
    {
        var settings = Put(Rows);
        using var read = SourceReader.Read(Request(settings), CancellationToken.None);
        read.Import.Table.Rows.ShouldBe(Rows.Length);
        read.Format.ShouldNotBeNullOrWhiteSpace();
        read.Files.ShouldHaveSingleItem().Rows.ShouldBe(Rows.Length);
        Values(read).ShouldBe([.. Rows.Select(row => (row.City, $"{row.Age}"))]);
        using var again = SourceReader.Read(Request(settings), CancellationToken.None);
        Values(again).ShouldBe(Values(read));
        again.Files.ShouldBe(read.Files);
    }

    [Fact]
    public void The_version_stays_and_changes_with_the_rows_or_is_unknown()
    {
        var settings = Put(Rows);
        var before = SourceReader.Version(Request(settings), CancellationToken.None);
        var same = SourceReader.Version(Request(settings), CancellationToken.None);
        (same == before || UnknownVersion.Is(before)).ShouldBeTrue();
        SourceReader.Version(Request(Put(Rows[1..])), CancellationToken.None).ShouldNotBe(before);
    }

    [Fact]
    public void What_is_not_there_is_refused_with_a_number()
    {
        Put(Rows);
        ContractAssert.Numbered(
            Should.Throw<TrestleException>(() => SourceReader.Read(Request(Missing), CancellationToken.None))
                .Problems.ShouldHaveSingleItem());
    }

    [Fact]
    public void Can_be_cancelled()
    {
        var settings = Put(Rows);
        ContractAssert.Cancels(cancelled => SourceReader.Read(Request(settings), cancelled).Dispose());
        ContractAssert.Cancels(cancelled => SourceReader.Version(Request(settings), cancelled));
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        tables.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private SourceRequest Request(SourceSettings settings) => new(settings, Folder.Path, tables, Folder.Path, "source");

    private static (string? City, string? Age)[] Values(SourceRead read) =>
    [
        .. read.Import.Table.Scan(["city", "age"], null, CancellationToken.None)
            .SelectMany(block => TableBuilder.Values(block, "city").Zip(TableBuilder.Values(block, "age")))
            .Select(row => ((string?)row.First, row.Second?.ToString())),
    ];
}
