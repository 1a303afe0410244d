using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates.Programs;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.ProposeCandidates.Programs;

public sealed class ProgramSourceTests : IDisposable
{
    private const string Manifest = """{"format": "trestle-code-1", "learner": "linear", "task": "binary"}""";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Source_is_read_and_nothing_else()
    {
        Program(Manifest);
        foreach (var aside in new[] { "bin", "obj", "data", ".vs" })
        {
            Directory.CreateDirectory(folder.At(aside));
            folder.Write(Path.Combine(aside, "Left.cs"), "class Left;");
        }

        Directory.CreateDirectory(folder.At("Steps"));
        folder.Write(Path.Combine("Steps", "Own.cs"), "class Own;");
        folder.Write("predictions.csv", "row\n1\n");
        var source = Read();
        source.Files.Select(file => file.Path).ShouldBe(["Program.cs", "Steps/Own.cs", "own.csproj", "trestle-code.json"]);
        (source.Learner, source.Task, source.Project).ShouldBe(("linear", TaskKind.Binary, "own.csproj"));

        using var copy = new TempFolder();
        source.Unpack(copy.Path);
        File.ReadAllText(copy.At(Path.Combine("Steps", "Own.cs"))).ShouldBe("class Own;");
    }

    [Fact]
    public void A_source_in_UTF_16_is_read_by_its_byte_order_mark()
    {
        Program(Manifest);
        folder.Write("Program.cs", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("return 'é';")]);
        Read().Files.Single(file => file.Path == "Program.cs").Text.ShouldBe("return 'é';");
        folder.Write("Program.cs", [(byte)'\'', 0xE9, (byte)'\'']);
        Code().ShouldBe("TR0921");
    }

    [Fact]
    public void A_program_with_a_command_is_all_text_of_its_folder_and_needs_no_project()
    {
        var manifest = Manifest.Replace("}", """, "command": ["python3", "fit.py"]}""", StringComparison.Ordinal);
        folder.Write("fit.py", "import own\n");
        folder.Write("trestle-code.json", manifest);
        foreach (var aside in new[] { "__pycache__", "data", ".venv" })
        {
            Directory.CreateDirectory(folder.At(aside));
            folder.Write(Path.Combine(aside, "own.pyc"), new byte[2]);
        }

        var source = Read();
        source.Files.Select(file => file.Path).ShouldBe(["fit.py", "trestle-code.json"]);
        source.Command.ShouldBe(["python3", "fit.py"]);
        Documents.Read<ProgramSource>(source.ToBytes()).Command.ShouldBe(["python3", "fit.py"]);

        folder.Write("table.bin", new byte[2]);
        Code().ShouldBe("TR0921");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[\"python3\", \"\"]")]
    [InlineData("[null]")]
    [InlineData("\"python3 fit.py\"")]
    public void A_command_that_is_none_is_refused(string command)
    {
        folder.Write("trestle-code.json", Manifest.Replace("}", $", \"command\": {command}}}", StringComparison.Ordinal));
        Code().ShouldBe("TR0912");
    }

    [Fact]
    public void The_document_changes_with_the_source_alone()
    {
        Program(Manifest);
        var before = Read().ToBytes();
        folder.Write("metrics.csv", "metric,value\n");
        File.SetLastWriteTimeUtc(folder.At("Program.cs"), DateTime.UnixEpoch);
        Read().ToBytes().ShouldBe(before);
        folder.Write("Program.cs", "return 1;");
        Read().ToBytes().ShouldNotBe(before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\": \"trestle-code-2\", \"learner\": \"linear\", \"task\": \"binary\"}")]
    [InlineData("{\"format\": \"trestle-code-1\", \"learner\": \"linear\", \"task\": 1}")]
    [InlineData("{\"format\": \"trestle-code-1\", \"learner\": null, \"task\": \"binary\"}")]
    [InlineData("{\"format\": \"trestle-code-1\", \"task\": \"binary\"}")]
    [InlineData("{\"format\": \"trestle-code-1\", \"learner\": \"linear\", \"task\": \"binary\", \"run\": \"rm\"}")]
    public void A_manifest_that_is_none_is_refused(string manifest)
    {
        Program(manifest);
        Code().ShouldBe("TR0912");
    }

    [Fact]
    public void A_learner_that_there_is_not_a_second_project_and_a_missing_folder_are_named()
    {
        Program(Manifest.Replace("linear", "linaer", StringComparison.Ordinal));
        Code().ShouldBe("TR0070");
        folder.Write("other.csproj", "<Project />");
        Code().ShouldBe("TR0913");
        Should.Throw<TrestleException>(
            () => ProgramSource.Read(folder.At("none"), "trestle.yaml:9:3", default)).Problems.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(problem => problem.Code.ShouldBe("TR0911"), problem => problem.Where.ShouldBe("trestle.yaml:9:3"));
    }

    [Fact]
    public void A_source_as_large_as_data_is_refused()
    {
        Program(Manifest);
        folder.Write("table.json", new byte[(16 << 20) + 1]);
        Code().ShouldBe("TR0914");
    }

    private void Program(string manifest)
    {
        folder.Write("own.csproj", "<Project />");
        folder.Write("Program.cs", "return 0;");
        folder.Write("trestle-code.json", manifest);
    }

    private ProgramSource Read() => ProgramSource.Read(folder.Path, "here", TestContext.Current.CancellationToken);

    private string Code() => Should.Throw<TrestleException>(Read).Problems.ShouldHaveSingleItem().Code;
}
