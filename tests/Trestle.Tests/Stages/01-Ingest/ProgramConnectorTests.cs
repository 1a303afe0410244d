using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Stages.Ingest;
using Trestle.Storage.Tables;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Programs that print a table: what goes wrong with them.</summary>
public sealed class ProgramConnectorTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TableEngine tables;

    public ProgramConnectorTests() => tables = new TableEngine(new TableEngineSettings(1, 256L << 20, folder.At("engine")));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void It_runs_in_the_folder_of_the_project_and_its_error_stream_is_no_part_of_the_table()
    {
        folder.Write("export.sh", "#!/bin/sh\necho careful >&2\necho \"a,b\"\necho \"$1,$(basename \"$PWD\")\"\n");
        File.CreateSymbolicLink(folder.At("tool"), "/bin/sh");
        using var read = Read(new SourceSettings { Program = ["./tool", "export.sh", "x y"] });
        var block = read.Import.Table.Scan(["a", "b"], null, Cancellation).ShouldHaveSingleItem();
        (block.Texts(0)[0], block.Texts(1)[0]).ShouldBe(("x y", Path.GetFileName(folder.Path)));
        (read.Format, read.Files.Single().Path).ShouldBe(("csv", "./tool"));
    }

    [Theory]
    [InlineData("no-such-program", "TR2347")]
    [InlineData("tools/export.sh", "TR2347")]
    [InlineData("", "TR2347")]
    public void A_program_that_is_not_there_is_named(string program, string code)
    {
        var problem = Refused(new SourceSettings { Program = [program] });
        (problem.Code, problem.Found.Contains($"'{program}'", StringComparison.Ordinal)).ShouldBe((code, true));
    }

    [Fact]
    public void A_program_that_fails_is_told_with_its_last_lines_and_no_row_is_taken()
    {
        var problem = Refused(Shell("echo a,b; echo 1,2; for i in 1 2 3 4 5 6 7; do echo line $i >&2; done; exit 3"));
        problem.Code.ShouldBe("TR2348");
        problem.Found.ShouldBe("the program 'sh' ended with exit code 3: line 3 | line 4 | line 5 | line 6 | line 7");
    }

    [Fact]
    public void A_program_that_does_not_end_is_ended_with_all_that_it_started()
    {
        var problem = Refused(Shell("echo $$ > pid; sleep 600 & echo a,b; wait") with { Timeout = TimeSpan.FromSeconds(0.5) });
        problem.Code.ShouldBe("TR2349");
        problem.Found.ShouldContain("it took longer than");
        Directory.Exists($"/proc/{File.ReadAllText(folder.At("pid")).Trim()}").ShouldBeFalse();
    }

    [Fact]
    public void A_program_that_prints_without_end_is_ended()
    {
        var problem = Refused(Shell("yes a,b") with { SizeLimit = new ByteSize(1 << 20) });
        (problem.Code, problem.Found).ShouldBe(("TR2349", "the program 'sh' was ended: it printed more than 1MiB"));
    }

    [Fact]
    public void A_program_that_prints_nothing_gives_an_error_about_an_empty_file() =>
        Refused(Shell("true")).Code.ShouldBe("TR0032");

    [Fact]
    public void It_is_run_every_time() => SourceReader.Version(Request(Shell("true")), Cancellation)
        .ShouldNotBe(SourceReader.Version(Request(Shell("true")), Cancellation));

    public void Dispose()
    {
        tables.Dispose();
        folder.Dispose();
    }

    private static SourceSettings Shell(string script) => new() { Program = ["sh", "-c", script] };

    private SourceRequest Request(SourceSettings settings) => new(settings, folder.Path, tables, folder.Path, "source");

    private SourceRead Read(SourceSettings settings) => SourceReader.Read(Request(settings), Cancellation);

    private Problem Refused(SourceSettings settings) =>
        Should.Throw<TrestleException>(() => Read(settings)).Problems.ShouldHaveSingleItem();
}
