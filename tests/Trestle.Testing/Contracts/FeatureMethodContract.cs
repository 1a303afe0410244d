using Shouldly;

using Trestle.Core.Schema;
using Trestle.Stages.SelectFeatures.Methods;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IFeatureMethod"/> promises. To hold methods to it, derive and name them; that is all.
/// </summary>
public abstract class FeatureMethodContract : IContractFor<IFeatureMethod>
{
    /// <summary>The methods under test.</summary>
    protected abstract IEnumerable<IFeatureMethod> Methods { get; }

    IEnumerable<IFeatureMethod> IContractFor<IFeatureMethod>.Subjects => Methods;

    [Fact]
    public void Each_column_has_one_verdict_with_a_reason() => Each((method, rows) =>
    {
        var verdicts = method.Judge(rows, TestContext.Current.CancellationToken);
        verdicts.Count.ShouldBe(rows.Columns.Count);
        verdicts.ShouldAllBe(verdict => verdict.Reason.Trim().Length > 0 && !double.IsNaN(verdict.Merit));
    });

    [Fact]
    public void The_same_rows_give_the_same_verdicts_with_any_number_of_cores() => Each((method, rows) =>
        method.Judge(Again(rows, cores: 2), TestContext.Current.CancellationToken)
            .ShouldBe(method.Judge(rows, TestContext.Current.CancellationToken)));

    [Fact]
    public void The_values_are_left_as_they_were() => Each((method, rows) =>
    {
        var before = rows.Columns.Select(column => (double[])column.Values.Clone()).ToArray();
        method.Judge(rows, TestContext.Current.CancellationToken);
        rows.Columns.Zip(before).ShouldAllBe(pair => pair.First.Values.SequenceEqual(pair.Second));
    });

    [Fact]
    public void A_feature_that_tells_the_target_and_nothing_else_stays()
    {
        foreach (var (method, task) in Methods.SelectMany(method => Tasks, (method, task) => (method, task)))
        {
            var rows = Rows(task, 300);
            method.Judge(rows, TestContext.Current.CancellationToken)[0].Kept.ShouldBeTrue($"{method} for {task}");
        }
    }

    [Fact]
    public void No_column_gives_no_verdict() => Each((method, rows) =>
        method.Judge(rows.Only([]), TestContext.Current.CancellationToken).ShouldBeEmpty());

    private static TaskKind[] Tasks => [TaskKind.Binary, TaskKind.Multiclass, TaskKind.Regression];

    private void Each(Action<IFeatureMethod, SelectionRows> check)
    {
        Methods.ShouldNotBeEmpty();
        foreach (var method in Methods)
        {
            foreach (var rows in Tasks.Select(task => Rows(task, 200)))
            {
                check(method, rows);
            }
        }
    }

    private static SelectionRows Again(SelectionRows rows, int cores) => new()
    {
        Task = rows.Task,
        Classes = rows.Classes,
        Columns = rows.Columns,
        Labels = rows.Labels,
        Folds = rows.Folds,
        Times = rows.Times,
        Seed = rows.Seed,
        Cores = cores,
    };

    /// <summary>A feature that tells the target, noise, a copy of the noise, a category, gaps, and a constant.</summary>
    private static SelectionRows Rows(TaskKind task, int count)
    {
        var random = new Random(5);
        double[] Draw(Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];
        var (signal, noise) = (Draw(_ => random.NextDouble()), Draw(_ => random.NextDouble()));
        var labels = Draw(row => signal[row] + (0.2 * random.NextDouble()) is var sum && task == TaskKind.Regression ? sum
            : Math.Min(task == TaskKind.Binary ? 1 : 2, Math.Floor(sum * (task == TaskKind.Binary ? 1.7 : 2.6))));
        return new SelectionRows
        {
            Task = task,
            Classes = task switch { TaskKind.Binary => 2, TaskKind.Multiclass => 3, _ => 0 },
            Columns =
            [
                new SelectionColumn("signal", signal, false),
                new SelectionColumn("noise", noise, false),
                new SelectionColumn("copy", Draw(row => 3 - (2 * noise[row])), false),
                new SelectionColumn("category", Draw(_ => random.Next(4)), true),
                new SelectionColumn("gaps", Draw(row => row % 3 == 0 ? double.NaN : random.NextDouble()), false),
                new SelectionColumn("none", Draw(_ => double.NaN), false),
                new SelectionColumn("same", Draw(_ => 7), false),
            ],
            Labels = labels,
            Folds = [.. Enumerable.Range(0, count).Select(row => row % 3)],
            Times = Draw(row => row),
        };
    }
}
