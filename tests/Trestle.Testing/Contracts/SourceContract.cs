using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Ingest;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="ISource"/> promises. Derive a test class for each, which names the source and writes a file for it:
/// <code>
/// public sealed class ArrowContract : SourceContract
/// {
///     protected override ISource Source => new ArrowSource();
///     protected override void Write(string path, IReadOnlyList&lt;(string? City, double Age)&gt; rows) => …
/// }
/// </code>
/// </summary>
public abstract class SourceContract : IContractFor<ISource>, IDisposable
{
    private static readonly (string? City, double Age)[] Rows = [("Bern", 31), ("Zürich", 42.5), (null, -7), ("a,\"b\"", 0.125)];

    private readonly TempFolder folder = new();

    /// <summary>Opens a table engine for the files.</summary>
    protected SourceContract() => Tables = new TableEngine(new TableEngineSettings(1, 256L << 20, folder.Path));

    /// <summary>The source under test.</summary>
    protected abstract ISource Source { get; }

    /// <summary>A table engine.</summary>
    protected TableEngine Tables { get; }

    IEnumerable<ISource> IContractFor<ISource>.Subjects => [Source];

    /// <summary>Writes a file with the columns <c>city</c> and <c>age</c>, as any other program would; null is "no value".</summary>
    protected abstract void Write(string path, IReadOnlyList<(string? City, double Age)> rows);

    [Fact]
    public void Has_a_name_and_endings_by_which_it_is_found()
    {
        ContractAssert.Names(SourceCatalog.All.Select(source => source.Format));
        SourceCatalog.All.SelectMany(source => source.Endings).ShouldBeUnique();
        SourceCatalog.For(new SourceSettings { Path = ["data"], Format = Source.Format }, "source").ShouldBeOfType(Source.GetType());
        Source.Endings.ShouldNotBeEmpty();
        foreach (var ending in Source.Endings)
        {
            ending.ShouldMatch(@"^(\.[a-z0-9]+)+$");
            SourceCatalog.For(new SourceSettings { Path = [$"data{ending.ToUpperInvariant()}"] }, "source")
                .ShouldBeOfType(Source.GetType());
        }
    }

    [Fact]
    public void All_rows_are_read_in_their_order_and_again_alike()
    {
        var file = Made(Rows);
        Read(file).ShouldBe([.. Rows.Select(row => (row.City, $"{row.Age}"))]);
        Read(file).ShouldBe(Read(file));
    }

    [Fact]
    public void Several_files_are_one_table_and_told_apart()
    {
        string[] files = [Made(Rows), Made(Rows[..1])];
        using var import = Import(files);
        import.Table.Rows.ShouldBe(Rows.Length + 1);
        import.Files.Select(file => (file.Path, file.Rows)).ShouldBe([(files[0], Rows.Length), (files[1], 1)]);
        import.RejectedCount.ShouldBe(0);
    }

    [Fact]
    public void One_row_is_a_table() => Read(Made(Rows[..1])).ShouldBe([("Bern", "31")]);

    [Fact]
    public void A_file_without_rows_has_none_or_is_refused_with_a_number()
    {
        using var import = ContractAssert.ResultOrProblem(() => Import([Made([])]));
        import?.Table.Rows.ShouldBe(0);
    }

    [Fact]
    public void An_empty_file_has_no_rows_or_is_refused_with_a_number()
    {
        var file = folder.Write($"empty{Source.Endings[0]}", "");
        using var import = ContractAssert.ResultOrProblem(() => Import([file]));
        import?.Table.Rows.ShouldBe(0);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused_with_a_number()
    {
        var missing = Should.Throw<TrestleException>(() => Import([folder.At($"missing{Source.Endings[0]}")]));
        missing.Problems.ShouldHaveSingleItem().ToString().ShouldContain("missing");
        ContractAssert.Numbered(missing.Problems[0]);
    }

    [Fact]
    public void Can_be_cancelled()
    {
        var file = Made(Rows);
        ContractAssert.Cancels(cancelled => Import([file], cancelled).Dispose());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tables.Dispose();
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private string Made(IReadOnlyList<(string? City, double Age)> rows)
    {
        var file = folder.At($"{Guid.NewGuid():N}{Source.Endings[0]}");
        Write(file, rows);
        return file;
    }

    private Import Import(IReadOnlyList<string> files, CancellationToken cancellation = default) =>
        Source.Read(Tables, files, new SourceSettings { Path = files }, cancellation);

    private IReadOnlyList<(string? City, string? Age)> Read(string file)
    {
        using var import = Import([file]);
        return [.. import.Table.Scan(["city", "age"], null, CancellationToken.None)
            .SelectMany(block => TableBuilder.Values(block, "city").Zip(TableBuilder.Values(block, "age")))
            .Select(row => ((string?)row.First, row.Second?.ToString()))];
    }
}
