using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateModel;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IModelCheck"/> promises. To hold checks to it, derive and name them; that is all:
/// <code>
/// public sealed class OurChecks : ModelCheckContract
/// {
///     protected override IEnumerable&lt;IModelCheck&gt; Checks => [new Small()];
/// }
/// </code>
/// </summary>
public abstract class ModelCheckContract : IContractFor<IModelCheck>
{
    /// <summary>The checks under test.</summary>
    protected abstract IEnumerable<IModelCheck> Checks { get; }

    IEnumerable<IModelCheck> IContractFor<IModelCheck>.Subjects => Checks;

    [Fact]
    public void Has_a_name_of_its_own_whatever_it_finds()
    {
        foreach (var task in Enum.GetValues<TaskKind>())
        {
            ContractAssert.Names(Checks.Select(check => Check(check, Good(task, 200)).Name));
            Checks.Select(check => Check(check, Bad(task, 200)).Name).ShouldBe(Checks.Select(check => Check(check, Good(task, 200)).Name));
        }
    }

    [Fact]
    public void A_good_model_passes_and_the_report_says_what_was_expected_and_found() => Each((task, check) =>
    {
        var result = Check(check, Good(task, 200));
        result.Passed.ShouldBeTrue($"{result.Name} on {task}: {result.Found}");
        result.Column.ShouldBeNull();
        result.Expected.ShouldNotBeNullOrWhiteSpace(result.Name);
        result.Found.ShouldNotBeNullOrWhiteSpace(result.Name);
    });

    [Fact]
    public void The_same_evidence_gives_the_same_result() => Each((task, check) =>
    {
        foreach (var evidence in new[] { Good(task, 200), Bad(task, 200), Good(task, 1) })
        {
            Check(check, evidence).ShouldBe(Check(check, evidence));
        }
    });

    [Fact]
    public void No_rows_one_row_and_no_baseline_are_judged_or_refused_with_a_number() => Each((task, check) =>
    {
        foreach (var evidence in new[] { Good(task, 0), Good(task, 1), Bad(task, 1), Good(task, 200) with { Baseline = null } })
        {
            ContractAssert.ResultOrProblem(() => Check(check, evidence))?.Found.ShouldNotBeNullOrWhiteSpace();
        }
    });

    [Fact]
    public void Bytes_that_are_no_model_do_not_pass_unnoticed() => Checks
        .Select(check => ContractAssert.ResultOrProblem(() => Check(check, Good(TaskKind.Binary, 200) with { Saved = [1, 2, 3] })))
        .ShouldAllBe(result => result == null || result.Found.Length > 0);

    [Fact]
    public void Can_be_cancelled() => Each((task, check) =>
        ContractAssert.Cancels(cancelled => check.Check(Good(task, 200), cancelled)));

    private static CheckResult Check(IModelCheck check, ModelEvidence evidence) =>
        check.Check(evidence, TestContext.Current.CancellationToken);

    /// <summary>Scores that follow the labels, some noise added, and a baseline that says the same of every row.</summary>
    private static ModelEvidence Good(TaskKind task, int rows)
    {
        var random = new Random(7);
        return Evidence(task, rows, (label, outputs) => task switch
        {
            TaskKind.Regression => [label + random.NextDouble() - 0.5],
            TaskKind.Binary => [Math.Clamp((label * 0.4) + (random.NextDouble() * 0.6), 0, 1)],
            _ => Shares([.. Enumerable.Range(0, outputs).Select(output => random.NextDouble() + (output == label ? 0.8 : 0.1))]),
        });

        static IEnumerable<double> Shares(double[] weights) => weights.Select(weight => weight / weights.Sum());
    }

    /// <summary>Scores that are no numbers.</summary>
    private static ModelEvidence Bad(TaskKind task, int rows) =>
        Evidence(task, rows, (_, outputs) => Enumerable.Repeat(double.NaN, outputs));

    private static ModelEvidence Evidence(TaskKind task, int rows, Func<double, int, IEnumerable<double>> score)
    {
        var (learner, classes) = (
            task == TaskKind.Regression ? "mean" : "majority", task switch { TaskKind.Binary => 2, TaskKind.Multiclass => 3, _ => 0 });
        var outputs = task == TaskKind.Multiclass ? classes : 1;
        double[] labels = [.. Enumerable.Range(0, rows).Select(row => task == TaskKind.Regression ? row % 10 : (double)(row % classes))];
        var scores = new Outcome(task, labels, [.. labels.SelectMany(label => score(label, outputs))], outputs);
        var constant = task == TaskKind.Regression ? 4.5 : 1.0 / classes;
        var baseline = new Outcome(task, labels, [.. Enumerable.Repeat(constant, rows * outputs)], outputs);
        var hash = ContentHash.Of("sample"u8);
        return new ModelEvidence
        {
            Fitted = new FittedModel
            {
                Candidate = learner,
                Learner = learner,
                Trial = Trial.Of(1, new Dictionary<string, double>(), 1, [0.80, 0.81, 0.79, 0.80, 0.82]),
                Model = hash,
                Plan = hash,
                OutOfFold = hash,
                Importance = [],
            },
            Saved = Saved(learner, task, classes),
            OutOfFold = scores,
            Decided = scores,
            Baseline = baseline,
            Search = SearchEvidence.Of(
                MetricCatalog.Default(task), [new TrialName(learner, 1)], [scores], baseline, 0.95, 42,
                TestContext.Current.CancellationToken),
            Metric = MetricCatalog.Default(task),
            Settings = new ValidateModelSettings(),
            Seed = 42,
        };
    }

    private static byte[] Saved(string learner, TaskKind task, int classes)
    {
        var schema = new RowSchema([new Column("x", ColumnKind.Number)]);
        double[] labels = [0, 1, .. Enumerable.Range(0, classes).Select(label => (double)label)];
        var train = new TrainingSet
        {
            Features = schema,
            Blocks = [new RowBlock(schema, labels.Length, [new double[labels.Length]])],
            Labels = labels,
            Task = task,
            Classes = classes,
        };
        using var learning = LearnerCatalog.Get(learner).Begin(train, null, new LearningOptions(Seed: 1, Threads: 1));
        return learning.Fit(new Parameters(new Dictionary<string, double>()), CancellationToken.None).Model.Save();
    }

    private void Each(Action<TaskKind, IModelCheck> action)
    {
        Checks.ShouldNotBeEmpty();
        foreach (var check in Checks)
        {
            Enum.GetValues<TaskKind>().ToList().ForEach(task => action(task, check));
        }
    }
}
