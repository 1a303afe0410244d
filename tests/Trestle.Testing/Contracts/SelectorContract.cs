using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.SelectFeatures;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="ISelector"/> promises. To hold selectors to it, derive and name them; that is all:
/// <code>
/// public sealed class OurSelectors : SelectorContract
/// {
///     protected override IEnumerable&lt;ISelector&gt; Selectors => [new NearDuplicate()];
/// }
/// </code>
/// </summary>
public abstract class SelectorContract : IContractFor<ISelector>
{
    private static readonly TaskKind[] Tasks = Enum.GetValues<TaskKind>();

    /// <summary>The selectors under test.</summary>
    protected abstract IEnumerable<ISelector> Selectors { get; }

    /// <summary>Settings to try.</summary>
    protected virtual SelectFeaturesSettings Settings { get; } = new();

    IEnumerable<ISelector> IContractFor<ISelector>.Subjects => Selectors;

    [Fact]
    public void Keeps_features_that_are_like_any_other() => Each((selector, feature) =>
        Reject(selector, feature, Ordinary(500)).ShouldBeNull($"{selector.GetType().Name} on {feature.Kind} for {feature.Task}"));

    [Fact]
    public void The_same_rows_give_the_same_answer_and_a_rejection_has_a_reason() => Each((selector, feature) =>
    {
        foreach (var rows in new[] { Ordinary(500), Ordinary(500).Take([]), Ordinary(1), Missing(50), Same(50), Different(200) })
        {
            var reason = Reject(selector, feature, rows);
            Reject(selector, feature, rows).ShouldBe(reason);
            reason?.Trim().ShouldNotBeEmpty();
        }
    });

    [Fact]
    public void The_order_of_the_rows_does_not_matter() => Each((selector, feature) =>
    {
        foreach (var rows in new[] { Ordinary(500), Missing(50), Different(200) })
        {
            Reject(selector, feature, rows.Take([.. Enumerable.Range(0, rows.Rows).Reverse()])).ShouldBe(Reject(selector, feature, rows));
        }
    });

    [Fact]
    public void Asks_only_about_its_feature_and_the_label() => Each((selector, feature) =>
        selector.Needs(feature).SelectMany(stat => stat.Columns).ShouldBeSubsetOf([feature.Name, ReservedColumns.Label]));

    private static string? Reject(ISelector selector, FeatureContext feature, RowBlock rows) =>
        selector.Reject(feature, StatAnswers.Of(selector.Needs(feature), rows));

    /// <summary>Numbers and categories that have nothing to do with the label.</summary>
    private static RowBlock Ordinary(int rows)
    {
        var random = new Random(1);
        return Table(rows, _ => random.NextDouble(), _ => "abcde"[random.Next(5)].ToString(), _ => random.Next(3));
    }

    private static RowBlock Missing(int rows) => Table(rows, _ => double.NaN, _ => null, row => row % 2);

    private static RowBlock Same(int rows) => Table(rows, _ => 7, _ => "same", row => row % 2);

    private static RowBlock Different(int rows) => Table(rows, row => row, row => $"row {row}", row => row);

    private static RowBlock Table(int rows, Func<int, double> number, Func<int, string?> text, Func<int, double> label) =>
        new TableBuilder()
        .Numbers("number", [.. Enumerable.Range(0, rows).Select(number)])
        .Texts("text", [.. Enumerable.Range(0, rows).Select(text)])
        .Numbers(ReservedColumns.Label, [.. Enumerable.Range(0, rows).Select(label)])
        .Block();

    private void Each(Action<ISelector, FeatureContext> check)
    {
        Selectors.ShouldNotBeEmpty();
        foreach (var selector in Selectors)
        {
            foreach (var task in Tasks)
            {
                check(selector, new FeatureContext("number", ColumnKind.Number, task, Settings));
                check(selector, new FeatureContext("text", ColumnKind.Text, task, Settings));
            }
        }
    }
}
