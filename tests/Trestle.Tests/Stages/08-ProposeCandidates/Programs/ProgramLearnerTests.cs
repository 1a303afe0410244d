using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates;
using Trestle.Stages.ProposeCandidates.Programs;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.ProposeCandidates.Programs;

/// <summary>What can go wrong with a program; that one trains is tested end to end.</summary>
public sealed class ProgramLearnerTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static ProgramSource Source { get; } = new("own", "linear", TaskKind.Binary, []);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_program_that_fails_is_named_with_what_it_printed()
    {
        var problem = Fails(TimeSpan.FromMinutes(1));
        problem.Code.ShouldBe("TR0917");
        problem.Where.ShouldBe("own, fit");
        problem.Found.ShouldBe("the program ended with exit code 1");
        problem.Printed.ShouldContain(line => line.Contains("missing.dll", StringComparison.Ordinal));
    }

    [Fact]
    public void A_program_that_takes_too_long_is_ended() => Fails(TimeSpan.FromMilliseconds(1)).Code.ShouldBe("TR0918");

    [Fact]
    public void A_command_that_there_is_not_is_named()
    {
        using var learning = Begin(new TrainingProgram(Source, ["no-such-program", "fit.py"], TimeSpan.FromMinutes(1)));
        var problem = Should.Throw<TrestleException>(() => learning.Fit(Parameters.None, TestContext.Current.CancellationToken))
            .Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found, problem.Where).ShouldBe(("TR0922", "'no-such-program' cannot be started", "own"));
    }

    [Fact]
    public async Task A_script_of_the_source_is_run_by_itself_in_the_folder_of_the_rows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it is a shell script");
        var source = Source with
        {
            Files = [new ProgramFile("fit.sh", "#!/bin/sh\necho \"$1 in $(pwd), $(head -1 train.csv)\" && exit 3\n")],
            Command = ["./fit.sh"],
        };
        var program = await TrainingProgram.MakeAsync(
            source, Directory.CreateDirectory(folder.At("made")).FullName, TimeSpan.FromMinutes(1),
            TestContext.Current.CancellationToken);
        using var learning = Begin(program);
        var problem = Should.Throw<TrestleException>(() => learning.Fit(Parameters.None, TestContext.Current.CancellationToken))
            .Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found).ShouldBe(("TR0917", "the program ended with exit code 3"));
        problem.Printed.ShouldBe([$"fit in {folder.At("rows")}, __label,\"a, b\",c"]);
    }

    [Fact]
    public async Task A_model_that_cannot_be_read_is_the_fault_of_the_program()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it is a shell script");
        var source = Source with { Files = [new ProgramFile("fit.sh", "#!/bin/sh\necho '{}' > model\n")], Command = ["fit.sh"] };
        var program = await TrainingProgram.MakeAsync(
            source, Directory.CreateDirectory(folder.At("made")).FullName, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        using var learning = Begin(program);
        var problem = Should.Throw<TrestleException>(() => learning.Fit(Parameters.None, TestContext.Current.CancellationToken))
            .Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("TR0919");
        problem.Found.ShouldStartWith("the output of the program cannot be used: model: the saved model cannot be read: ");
    }

    [Fact]
    public void A_fit_that_is_cancelled_ends_and_leaves_no_rows_behind()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
        using (var learning = Begin(TimeSpan.FromMinutes(1)))
        {
            File.ReadAllText(folder.At("rows/train.csv")).ShouldBe("__label,\"a, b\",c\n0,1.5,0\n1,,-0\n");
            Should.Throw<OperationCanceledException>(() => learning.Fit(Parameters.None, stop.Token));
        }

        Directory.Exists(folder.At("rows")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("own", TaskKind.Multiclass, "TR0915")]
    [InlineData("linear", TaskKind.Binary, "TR0920")]
    [InlineData("own.2", TaskKind.Binary, "TR0920")]
    [InlineData("a/b", TaskKind.Binary, "TR0920")]
    public void A_program_that_cannot_be_a_candidate_is_refused(string name, TaskKind task, string code) =>
        Should.Throw<TrestleException>(
            () => Propose(Source with { Name = name, Task = task })).Problems.ShouldHaveSingleItem().Code.ShouldBe(code);

    [Fact]
    public void Two_programs_of_one_name_are_refused() =>
        Should.Throw<TrestleException>(() => Propose(Source, Source)).Problems.ShouldHaveSingleItem().Code.ShouldBe("TR0920");

    [Fact]
    public void A_program_is_proposed_with_the_preparation_of_its_learner_and_one_trial()
    {
        var candidate = Propose(Source).ShouldHaveSingleItem();
        var linear = new LearnerCandidates().Propose(Proposal()).Single(other => other.Id == "linear");
        (candidate.Id, candidate.Learner, candidate.Trials, candidate.Complexity).ShouldBe(("own", "linear", 1, linear.Complexity));
        Written(candidate.Preparation).ShouldBe(Written(linear.Preparation));
        candidate.Space.Dimensions.ShouldBeEmpty();
        candidate.Program.ShouldBe(ContentHash.Of(Source.ToBytes()));
    }

    private static Candidate[] Propose(params ProgramSource[] sources) =>
        [
            .. new ProgramCandidates().Propose(
                Proposal() with { Programs = [.. sources.Select(source => new KeptProgram(source, ContentHash.Of(source.ToBytes())))] })];

    private static byte[] Written(StepList steps) => Documents.Write(steps);

    private static Proposal Proposal() => new()
    {
        Task = TaskKind.Binary,
        Classes = 2,
        OverTime = false,
        Rows = 100,
        Features = [new FeatureDecision("x", "x", ColumnKind.Number, true, ""), new FeatureDecision("z", "z", ColumnKind.Text, true, "")],
        Categories = new Dictionary<string, long> { ["z"] = 3 },
        Settings = new ProposeCandidatesSettings(),
        Trials = 5,
    };

    private Problem Fails(TimeSpan limit)
    {
        using var learning = Begin(limit);
        return Should.Throw<TrestleException>(
            () => learning.Fit(Parameters.None, TestContext.Current.CancellationToken)).Problems.ShouldHaveSingleItem();
    }

    private ILearning Begin(TimeSpan limit) =>
        Begin(new TrainingProgram(Source, [ChildProcess.Dotnet, folder.At("missing.dll")], limit));

    private ILearning Begin(TrainingProgram program)
    {
        var features = new RowSchema([new Column("a, b", ColumnKind.Number), new Column("c", ColumnKind.Number)]);
        var train = new TrainingSet
        {
            Features = features,
            Blocks = [new RowBlock(features, 2, [new[] { 1.5, double.NaN }, new[] { 0, -0.0 }])],
            Labels = [0, 1],
            Task = TaskKind.Binary,
            Classes = 2,
        };
        return new ProgramLearner(program, LearnerCatalog.Get("linear"), () => Directory.CreateDirectory(folder.At("rows")).FullName)
            .Begin(train, null, new LearningOptions(1, 1));
    }
}
