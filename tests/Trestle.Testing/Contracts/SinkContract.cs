using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Stages.Infer;
using Trestle.Stages.Ingest;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IPredictionSink"/> promises. Derive and name the sinks; one whose files no source of stage 1 reads also
/// overrides <see cref="Read"/>:
/// <code>
/// public sealed class OurSinks : SinkContract
/// {
///     protected override IEnumerable&lt;IPredictionSink&gt; Sinks => [new ArrowSink()];
/// }
/// </code>
/// </summary>
public abstract class SinkContract : IContractFor<IPredictionSink>, IDisposable
{
    private static readonly RowBlock Sample = new TableBuilder()
        .Texts("id", "a-1", "b,\"2\"", "Zürich\nOerlikon", null)
        .Numbers("score", 0.1, -2.5e-7, 3, double.NaN)
        .Block();

    private readonly TempFolder folder = new();
    private readonly TableEngine tables;

    /// <summary>Opens a table engine for the files.</summary>
    protected SinkContract() => tables = new TableEngine(new TableEngineSettings(1, 256L << 20, folder.Path));

    /// <summary>The sinks under test.</summary>
    protected abstract IEnumerable<IPredictionSink> Sinks { get; }

    IEnumerable<IPredictionSink> IContractFor<IPredictionSink>.Subjects => Sinks;

    /// <summary>The rows of a file, each with its id and its score; "no value" is null.</summary>
    protected virtual IReadOnlyList<(string? Id, string? Score)> Read(TableEngine engine, string file)
    {
        var settings = new SourceSettings { Path = [file] };
        using var import = SourceCatalog.For(settings, "source").Read(engine, [file], settings, CancellationToken.None);
        return [.. import.Table.Scan(["id", "score"], null, CancellationToken.None)
            .SelectMany(block => TableBuilder.Values(block, "id").Zip(TableBuilder.Values(block, "score")))
            .Select(row => ((string?)row.First, Text(row.Second)))];
    }

    [Fact]
    public void Has_an_ending_of_its_own_by_which_it_is_found()
    {
        Sinks.ShouldNotBeEmpty();
        Sinks.Select(sink => sink.Ending).ShouldBeUnique();
        foreach (var sink in Sinks)
        {
            sink.Ending.ShouldMatch(@"^(\.[a-z0-9]+)+$");
            SinkCatalog.For($"scores{sink.Ending}").Ending.ShouldBe(sink.Ending);
        }
    }

    [Fact]
    public void The_rows_can_be_read_back_in_their_order() => Each(sink =>
    {
        Write(sink, [Sample, Sample.Take([1]), Sample.Take([])], "rows");
        Read(tables, At(sink, "rows")).ShouldBe([.. Expected(0, 1, 2, 3), .. Expected(1)]);
    });

    [Fact]
    public void One_row_makes_a_file() => Each(sink =>
    {
        Write(sink, [Sample.Take([0])], "one");
        Read(tables, At(sink, "one")).ShouldBe(Expected(0));
    });

    [Fact]
    public void No_rows_make_a_file_too() => Each(sink =>
    {
        Write(sink, [], "none");
        File.Exists(At(sink, "none")).ShouldBeTrue();
    });

    [Fact]
    public void The_same_rows_give_the_same_bytes() => Each(sink =>
    {
        Write(sink, [Sample], "first");
        Write(sink, [Sample], "second");
        File.ReadAllBytes(At(sink, "second")).ShouldBe(File.ReadAllBytes(At(sink, "first")));
    });

    [Fact]
    public void What_is_cancelled_or_fails_leaves_the_file_that_was_there() => Each(sink =>
    {
        Write(sink, [Sample.Take([0])], "kept");
        var before = File.ReadAllBytes(At(sink, "kept"));
        ContractAssert.Cancels(cancelled => sink.Write(tables, Sample.Schema, [Sample], At(sink, "kept"), cancelled));
        Should.Throw<Exception>(() => Write(sink, Failing(), "kept"));
        File.ReadAllBytes(At(sink, "kept")).ShouldBe(before);
        Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName)
            .ShouldAllBe(name => name!.EndsWith(sink.Ending, StringComparison.Ordinal), sink.Ending);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        tables.Dispose();
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private static IEnumerable<RowBlock> Failing()
    {
        yield return Sample;
        throw new InvalidDataException("the model gave out");
    }

    private static (string? Id, string? Score)[] Expected(params int[] rows) =>
        [.. rows.Select(row => (Sample.Texts(0)[row], Text(Sample.Numbers(1)[row])))];

    private static string? Text(object? value) => value switch
    {
        double number => double.IsNaN(number) ? null : $"{number:R}",
        string text => double.TryParse(text, out var number) ? $"{number:R}" : text,
        _ => null,
    };

    private string At(IPredictionSink sink, string name) => folder.At(name + sink.Ending);

    private void Write(IPredictionSink sink, IEnumerable<RowBlock> blocks, string name) =>
        sink.Write(tables, Sample.Schema, blocks, At(sink, name), TestContext.Current.CancellationToken);

    private void Each(Action<IPredictionSink> check)
    {
        foreach (var sink in Sinks)
        {
            check(sink);
            Directory.EnumerateFiles(folder.Path).ToList().ForEach(File.Delete);
        }
    }
}
