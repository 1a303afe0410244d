using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.WriteCode;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.WriteCode;

public sealed class WriteCodeStageTests : IDisposable
{
    private const string Settings = TestProject.Small + "private: [z]\nkey: [k]\npropose-candidates: {learners: [linear]}\n";

    private readonly TestProject project = new(Settings, string.Join('\n', TestProject.Rows(200).TrimEnd().Split('\n').Select((line, row) => $"{line},{(row == 0 ? "k" : $"id{row}")}")));
    private readonly TempFolder output = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        project.Dispose();
        output.Dispose();
    }

    [Fact]
    public async Task The_chosen_model_is_written_with_its_rows_and_never_over_something()
    {
        var run = await RunAsync(Stage.SelectBest);
        var written = Write(run, null, "first");
        written.Plan.Candidate.ShouldBe("linear");
        written.Plan.Columns.Select(column => column.Name).ShouldBe(["x", "z"]);
        written.Plan.Private.ShouldBe(["z"]);
        File.ReadAllText(Path.Combine(written.Folder, "README.md")).ShouldContain("those of private columns too** (`z`)");

        var train = File.ReadAllLines(Path.Combine(written.Folder, "data", "train.csv"));
        var test = File.ReadAllLines(Path.Combine(written.Folder, "data", "test.csv"));
        train[0].ShouldBe("__row,__fold,__label,x,z");
        (train.Length - 1, test.Length - 1).ShouldBe(((int)written.Plan.TrainRows, (int)written.Plan.TestRows));
        (train.Length + test.Length).ShouldBe(202);
        train.Skip(1).Select(line => int.Parse(line.Split(',')[1])).ShouldBeInOrder();
        test.Skip(1).ShouldAllBe(line => line.Split(',')[1] == "-1");

        Directory.GetFiles(Path.GetDirectoryName(written.Folder)!).ShouldBeEmpty();
        Bytes(Write(run, null, "second").Folder).ShouldBe(Bytes(written.Folder));

        File.WriteAllText(Path.Combine(written.Folder, "Model.cs"), "edited");
        Problem(() => Write(run, null, "first")).Code.ShouldBe("TR0901");
        File.ReadAllText(Path.Combine(written.Folder, "Model.cs")).ShouldBe("edited");
    }

    [Fact]
    public async Task A_run_without_a_choice_or_such_a_candidate_is_told_what_there_is()
    {
        var run = await RunAsync(Stage.Train);
        Problem(() => Write(run, null, "none")).ShouldSatisfyAllConditions(problem => problem.Code.ShouldBe("TR0902"), problem => problem.Fix.ShouldContain("linear, majority"));
        Problem(() => Write(run, "linaer", "none")).ShouldSatisfyAllConditions(problem => problem.Code.ShouldBe("TR0903"), problem => problem.Fix.ShouldContain("linear"));
        Write(run, "majority", "baseline").Plan.Learner.ShouldBe("majority");
        File.WriteAllText(output.At("file"), "");
        Problem(() => Write(run, "majority", "file/inside")).Code.ShouldBe("TR0907");
        Directory.Exists(output.At("none")).ShouldBeFalse();
    }

    private async Task<FinishedRun> RunAsync(Stage to)
    {
        var result = await project.RunAsync(to);
        return new FinishedRun(result.Run, 42, result.Artifacts);
    }

    private WrittenCode Write(FinishedRun run, string? candidate, string name) =>
        new WriteCodeStage(Project.Open(project.Path_)).Write(run, candidate, output.At(name), new Resources(1, 1L << 30), Cancellation);

    private static Problem Problem(Action write) => Should.Throw<TrestleException>(write).Problems.ShouldHaveSingleItem();

    private static string Bytes(string folder) => string.Join('\n', Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));
}
